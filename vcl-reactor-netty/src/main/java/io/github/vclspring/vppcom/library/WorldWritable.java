/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Files that any user of the host could change or replace: nothing that this process trusts may be read from there. */
@Internal
public final class WorldWritable {

    private static final int OTHERS_WRITE = 02;
    private static final int STICKY = 01000;
    private static final int DIRECTORY = 0040000;

    private WorldWritable() {}

    /**
     * Looks for the first of the file and its directories that everybody may write to. A sticky directory, such as
     * {@code /tmp}, does not count: what is in it belongs to its owner.
     *
     * @param file exists
     * @throws IOException if it cannot be looked at
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
