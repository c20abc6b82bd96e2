/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletes directories with what is in them. */
final class Directories {

    private Directories() {}

    static void delete(Path directory) {
        remove(directory, true);
    }

    static void empty(Path directory) {
        remove(directory, false);
    }

    private static void remove(Path directory, boolean itself) {
        try {
            List<Path> found;
            try (Stream<Path> walk = Files.walk(directory)) {
                found = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : found) {
                if (itself || !path.equals(directory)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
