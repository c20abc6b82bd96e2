/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Finds files that any user of the host could change or replace. This process must not trust them. */
@Internal
public final class WorldWritable {

    private static final int OTHERS_WRITE = 02;
    private static final int STICKY = 01000;
    private static final int DIRECTORY = 0040000;

    private WorldWritable() {}

    /**
     * Returns the first of the file and its parent directories that is world-writable. A sticky directory, such as
     * {@code /tmp}, does not count, because its files belong to their owners.
     *
     * @param file an existing file
     * @throws IOException if it cannot be inspected
     */
    public static Optional<Path> find(Path file) throws IOException {
        for (Path path = file.toRealPath(); path != null; path = path.getParent()) {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            boolean sticky = (mode & DIRECTORY) != 0 && (mode & STICKY) != 0;
            if ((mode & OTHERS_WRITE) != 0 && !sticky) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }
}
