/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Deletes what is in directories. */
final class Directories {

    private Directories() {}

    /** Deletes a directory with all that is in it. */
    static void delete(Path directory) {
        remove(directory, true);
    }

    /** Deletes the files and leaves the directories, which may be mounted elsewhere. */
    static void empty(Path directory) {
        remove(directory, false);
    }

    private static void remove(Path directory, boolean directories) {
        try {
            List<Path> found;
            try (Stream<Path> walk = Files.walk(directory)) {
                found = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : found) {
                if (directories || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
