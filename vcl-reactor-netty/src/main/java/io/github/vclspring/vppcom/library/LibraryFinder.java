/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Locates libvppcom: at the configured path, or in the directories of the dynamic linker and of VPP's packages. Locates
 * also the libraries that it needs.
 *
 * <p>The version in the file's name is the first field of VPP's own: 25.10 for a build of the tag, and 25.10.0 for the
 * packages of its stable branch.
 */
final class LibraryFinder {

    private static final String NAME = "libvppcom.so";

    private static final Pattern FILE = Pattern.compile("libvppcom\\.so((?:\\.\\d{1,9})*)");

    private LibraryFinder() {}

    /**
     * Finds the library.
     *
     * @param path the file, or the directory that contains it; null searches the system's directories
     * @param expectedRelease preferred to newer releases in the same directory; null prefers the newest
     */
    static Path find(@Nullable Path path, @Nullable String expectedRelease) {
        if (path == null) {
            List<Path> places = systemPlaces();
            return places.stream()
                    .flatMap(place -> newestIn(place, expectedRelease).stream())
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
        return newestIn(path, expectedRelease)
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
     * Returns the newest library of the expected release in a directory, or the newest of any release. The bare name, a
     * development link, is used only if there is no other.
     */
    private static Optional<Path> newestIn(Path directory, @Nullable String expectedRelease) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, NAME + "*")) {
            files.forEach(found::add);
        } catch (IOException e) {
            return Optional.empty();
        }
        Comparator<Path> byRelease =
                Comparator.comparing(file -> expectedRelease != null && isOf(version(name(file)), expectedRelease));
        return found.stream()
                .filter(file -> FILE.matcher(name(file)).matches() && Files.isRegularFile(file))
                .max(byRelease.thenComparing(file -> fields(version(name(file))), (a, b) -> Arrays.compare(a, b)));
    }

    /** Returns a file's name, empty for a root. */
    static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    /** Returns the version in a SONAME or the name of a file, such as 25.10.0; empty if there is none. */
    static String version(String name) {
        Matcher matcher = FILE.matcher(name);
        return matcher.matches() && matcher.end(1) > matcher.start(1) ? name.substring(matcher.start(1) + 1) : "";
    }

    /** Returns whether a version is of a release: 25.10 and 25.10.0 are of 25.10, and not of 25.1. */
    static boolean isOf(String version, String release) {
        return (version + '.').startsWith(release + '.');
    }

    private static int[] fields(String version) {
        return version.isEmpty()
                ? new int[0]
                : Arrays.stream(version.split("\\.", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
    }

    /**
     * Returns a library and those that it needs, directly or not. The order in which the dynamic linker searches
     * depends on its cache, which is not read. So a library that is in several directories is returned from each.
     *
     * @param places the directories to search, besides those that a library names itself
     */
    static Set<Path> withNeeded(Path library, List<Path> places) throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        Deque<Path> pending = new ArrayDeque<>(List.of(library.toRealPath()));
        while (!pending.isEmpty()) {
            Path file = pending.remove();
            if (found.add(file)) {
                pending.addAll(needed(file, places));
            }
        }
        return found;
    }

    private static List<Path> needed(Path file, List<Path> places) throws IOException {
        ElfFile elf;
        try {
            elf = ElfFile.read(file);
        } catch (IOException e) {
            return List.of(); // loading it fails, and says why
        }
        List<Path> all = new ArrayList<>(places);
        String origin = String.valueOf(file.getParent());
        for (String place : elf.searchPath()) {
            all.add(Path.of(place.replace("$ORIGIN", origin).replace("${ORIGIN}", origin)));
        }
        List<Path> found = new ArrayList<>();
        for (String name : elf.needed()) {
            for (Path place : all) {
                Path candidate = place.resolve(name);
                if (Files.isRegularFile(candidate)) {
                    found.add(candidate.toRealPath());
                }
            }
        }
        return found;
    }
}
