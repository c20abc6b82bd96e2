/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A small library that every Linux has. */
final class SmallLibrary {

    /** What it needs. */
    static final String NEEDED = "libc.so.6";

    private SmallLibrary() {}

    static Path find() throws IOException {
        for (Path place : LibraryFinder.systemPlaces()) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    var found = files.filter(
                                    file -> file.getFileName().toString().matches("libm\\.so\\.\\d+|libz\\.so\\.1"))
                            .findFirst();
                    if (found.isPresent()) {
                        return found.get().toRealPath();
                    }
                }
            }
        }
        throw new IllegalStateException("Neither libm nor libz in " + LibraryFinder.systemPlaces());
    }
}
