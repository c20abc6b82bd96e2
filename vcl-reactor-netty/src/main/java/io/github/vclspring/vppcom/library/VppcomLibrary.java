/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A loaded library: its functions, and what is known about it. Safe to use from any thread. */
public interface VppcomLibrary {

    /** The C functions. Which thread may call what is said there. */
    Vppcom functions();

    /** The release, if the library states one that can be read. */
    Optional<VppcomRelease> release();

    /** Returns whether the library exports the function behind {@code feature}. */
    boolean supports(VppcomFeature feature);

    /** Returns where it came from, for people: a file, or what stands in for one. */
    String location();

    /**
     * Returns whether {@linkplain Vppcom#appCreate attaching} needs a running VPP: its app socket is then checked before native
     * code is entered.
     */
    boolean needsVpp();

    /**
     * Sets a variable in the environment that the library reads, which the JVM's own map is not. Call it before
     * {@link Vppcom#appCreate}, while no other thread reads the environment natively.
     *
     * @param value removes the variable if null
     */
    void setenv(String name, @Nullable String value);

    /** Reads a variable from the environment that the library reads. */
    @Nullable
    String getenv(String name);

    /**
     * Looks into the epoll set in which VCL waits for a worker.
     *
     * @param descriptor {@link Vppcom#workerMqsEpfd}
     * @return null if it has none that could be looked into
     */
    default @Nullable WorkerEpoll workerEpoll(int descriptor) {
        return null;
    }

    /**
     * Lets the process end without the exit handlers that native libraries have registered so far. It keeps its status.
     * libvppcom's handler, which {@link Vppcom#appCreate} registers, follows a null pointer if the application was not
     * destroyed (vppcom.c {@code vppcom_app_exit}, 26.06), and {@link Runtime#halt} runs it, too.
     */
    default void skipExitHandlers() {}
}
