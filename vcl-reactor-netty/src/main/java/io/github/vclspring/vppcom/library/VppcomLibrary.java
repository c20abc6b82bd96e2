/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A loaded library: its functions and properties. Safe to use from any thread. */
public interface VppcomLibrary {

    /** Returns the C functions. {@link Vppcom} documents which thread may call them. */
    Vppcom functions();

    /** Returns the release, if the library states one that can be read. */
    Optional<VppcomRelease> release();

    /** Returns whether the library exports the function behind {@code feature}. */
    boolean supports(VppcomFeature feature);

    /** Returns where the library comes from, for display: a file, or a description of what replaces it. */
    String location();

    /**
     * Returns whether {@linkplain Vppcom#appCreate attaching} needs a running VPP. If so, its app socket is checked
     * before native code is called.
     */
    boolean needsVpp();

    /**
     * Sets a variable in the native environment, which the library reads; the JVM's own map is a copy. Call it before
     * {@link Vppcom#appCreate}, while no other thread reads the environment natively.
     *
     * @param value the new value; null removes the variable
     */
    void setenv(String name, @Nullable String value);

    /** Returns a variable of the native environment, which the library reads. */
    @Nullable
    String getenv(String name);

    /**
     * Returns access to the epoll set in which VCL waits for a worker.
     *
     * @param descriptor {@link Vppcom#workerMqsEpfd}
     * @return null if there is no set that can be inspected
     */
    default @Nullable WorkerEpoll workerEpoll(int descriptor) {
        return null;
    }

    /**
     * Makes the process exit without running the exit handlers that native libraries have registered so far. The exit
     * status is preserved.
     *
     * <p>libvppcom's handler, which {@link Vppcom#appCreate} registers, dereferences a null pointer if the application
     * was not destroyed (vppcom.c {@code vppcom_app_exit}, 26.06). {@link Runtime#halt} runs it, too.
     */
    default void skipExitHandlers() {}
}
