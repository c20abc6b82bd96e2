/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds files that users other than their owner could change or replace. This process must not trust them. */
@Internal
public final class WritableByOthers {

    private static final int GROUP_OR_OTHERS_WRITE = 022;
    private static final int STICKY = 01000;
    private static final int DIRECTORY = 0040000;

    private WritableByOthers() {}

    /**
     * Returns the first of the file and its parent directories that its group or everyone may write to. A sticky
     * directory, such as {@code /tmp}, does not count, because its files belong to their owners.
     *
     * @param file an existing file
     * @throws IOException if it cannot be inspected
     */
    public static Optional<Path> find(Path file) throws IOException {
        for (Path path = file.toRealPath(); path != null; path = path.getParent()) {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            boolean sticky = (mode & DIRECTORY) != 0 && (mode & STICKY) != 0;
            if ((mode & GROUP_OR_OTHERS_WRITE) != 0 && !sticky) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /**
     * Does the same for a library and the libraries that it needs.
     *
     * @param library an existing file
     * @throws IOException if one of them cannot be inspected
     */
    public static Optional<Path> findForLibrary(Path library) throws IOException {
        return findForLibrary(library, LibraryFinder.systemPlaces());
    }

    static Optional<Path> findForLibrary(Path library, List<Path> places) throws IOException {
        for (Path file : LibraryFinder.withNeeded(library, places)) {
            Optional<Path> writable = find(file);
            if (writable.isPresent()) {
                return writable;
            }
        }
        return Optional.empty();
    }
}
