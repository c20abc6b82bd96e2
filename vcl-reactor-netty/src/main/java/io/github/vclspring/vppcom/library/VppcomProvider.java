/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Something that offers libvppcom's API, found by {@link java.util.ServiceLoader}. */
public interface VppcomProvider {

    /** The name by which {@link Vcl#load} asks for it, such as {@code vpp} or {@code loopback}. */
    String name();

    /**
     * Loads the library, or returns it if it is loaded: one process has one.
     *
     * @param path a library file or the directory that holds one; the system's places are searched if null
     * @throws VppcomUnavailableException if it cannot be had; says what, why and what to do
     */
    VppcomLibrary load(@Nullable Path path);
}
