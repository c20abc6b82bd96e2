/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomRelease;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
     * Calls {@link Vppcom#appDestroy} as worker 0, and waits for it. No thread may be inside the library. The process may
     * attach again afterwards.
     *
     * <p>The call has a thread of its own. It unmaps the heap that its thread used first (vppcom.c {@code
     * vppcom_app_destroy}, 26.02 and later), which in a thread that lives longer is an earlier application's.
     */
    default void destroyApp() {
        Runnable call = () -> {
            functions().workerIndexSet(0);
            functions().appDestroy();
        };
        CompletableFuture.runAsync(call, task -> new Thread(task, "vcl-destroy").start())
                .join();
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
