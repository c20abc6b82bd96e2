/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Provides an implementation of libvppcom's API. Found by {@link java.util.ServiceLoader}. */
public interface VppcomProvider {

    /** Returns the name to pass to {@link Vcl#load}, such as {@code vpp} or {@code loopback}. */
    String name();

    /**
     * Loads the library, or returns the one that is already loaded. A process has only one.
     *
     * @param path a library file or the directory that contains one; null searches the system's directories
     * @throws VppcomUnavailableException if the library cannot be loaded; states what failed, why, and what to do
     */
    VppcomLibrary load(@Nullable Path path);
}
