/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Locates libvppcom: at the configured path, or in the directories of the dynamic linker and of VPP's packages. */
final class LibraryFinder {

    private static final String NAME = "libvppcom.so";

    private LibraryFinder() {}

    /**
     * Finds the library.
     *
     * @param path the file, or the directory that contains it; null searches the system's directories
     */
    static Path find(@Nullable Path path) {
        if (path == null) {
            List<Path> places = systemPlaces();
            return places.stream()
                    .flatMap(place -> newestIn(place).stream())
                    .findFirst()
                    .orElseThrow(() -> new VppcomUnavailableException(
                            Reason.NOT_FOUND,
                            "libvppcom was not found in any of " + places,
                            "Install the packages 'vpp' and 'libvppinfra' of the VPP release that runs on this host,"
                                    + " or name the library by vcl.library-path.",
                            null));
        }
        if (Files.isRegularFile(path)) {
            return path;
        }
        return newestIn(path)
                .orElseThrow(() -> new VppcomUnavailableException(
                        Reason.PATH_WITHOUT_LIBRARY,
                        Files.isDirectory(path)
                                ? "There is no " + NAME + " or " + NAME + ".<release> in " + path
                                : "The library path " + path + " does not exist",
                        "Set vcl.library-path to the file libvppcom.so.<release>, or to the directory that holds it,"
                                + " or leave it out to search the system's places.",
                        null));
    }

    static List<Path> systemPlaces() {
        List<Path> places = new ArrayList<>();
        String libraryPath = System.getenv("LD_LIBRARY_PATH");
        if (libraryPath != null) {
            for (String place : libraryPath.split(":", -1)) {
                if (!place.isEmpty()) {
                    places.add(Path.of(place));
                }
            }
        }
        String triplet = "amd64".equals(System.getProperty("os.arch")) ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
        places.add(Path.of("/usr/local/lib"));
        places.add(Path.of("/usr/local/lib", triplet));
        places.add(Path.of("/usr/lib", triplet));
        places.add(Path.of("/usr/lib64"));
        places.add(Path.of("/usr/lib"));
        return places;
    }

    /**
     * Returns the newest release in a directory. The bare name, a development link, is used only if there is no other.
     */
    private static Optional<Path> newestIn(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, NAME + "*")) {
            files.forEach(found::add);
        } catch (IOException e) {
            return Optional.empty();
        }
        return found.stream()
                .filter(Files::isRegularFile)
                .max(Comparator.comparing((Path file) ->
                        release(file).map(VppcomRelease::toString).orElse("")));
    }

    static Optional<VppcomRelease> release(Path file) {
        return Optional.ofNullable(file.getFileName()).flatMap(name -> VppcomRelease.ofSoname(name.toString()));
    }
}
