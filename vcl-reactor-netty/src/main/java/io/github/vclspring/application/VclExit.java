/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The safety net for the end of the JVM. {@code vppcom_app_create} registers an exit handler with libc that dies by
 * SIGSEGV on a thread that is no worker (vppcom.c {@code vppcom_app_exit}, 26.06), and the JVM exits on such a thread. An
 * application that is destroyed before has nothing left to clean up, and the handler returns at once.
 *
 * <p>By default a JVM shutdown hook stops the loops. A host with an orderly sequence of its own {@linkplain #takeOver
 * takes over}, so that requests in flight are not cut off by the hook running beside it.
 */
public final class VclExit {

    private static final Logger LOG = LoggerFactory.getLogger(VclExit.class);

    private static final long TIMEOUT_SECONDS = 10;

    private static final List<Runnable> STOPPERS = new CopyOnWriteArrayList<>();
    private static @Nullable Thread hook;
    private static boolean takenOver;

    private VclExit() {}

    static synchronized void install() {
        if (hook == null && !takenOver) {
            Thread thread = new Thread(VclExit::stopAndDestroy, "vcl-exit");
            Runtime.getRuntime().addShutdownHook(thread);
            hook = thread;
        }
    }

    /**
     * Removes the shutdown hook. The caller must run the result when the JVM ends, after whatever it still wants to serve;
     * it does nothing if the application was destroyed in good order. Otherwise it blocks for up to ten seconds until the
     * loops have ended, and ends the process itself if they do not.
     */
    public static synchronized Runnable takeOver() {
        takenOver = true;
        Thread thread = hook;
        if (thread != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
                hook = null;
            } catch (IllegalStateException e) {
                LOG.debug("The JVM is already shutting down", e);
            }
        }
        return VclExit::stopAndDestroy;
    }

    /** Adds what stops event loops at once; it must not wait. Removed by {@link #removeStopper}. */
    public static void addStopper(Runnable stopper) {
        STOPPERS.add(stopper);
    }

    /** Removes what {@link #addStopper} added. */
    public static void removeStopper(Runnable stopper) {
        STOPPERS.remove(stopper);
    }

    private static void stopAndDestroy() {
        VclApplication application = VclApplication.current().orElse(null);
        if (application == null) {
            return;
        }
        STOPPERS.forEach(Runnable::run);
        application.releaseAll();
        if (!application.awaitClosed(TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS))) {
            LOG.error(
                    "{} {} s after the end of this process began. Ending the JVM without libvppcom's exit handler, which would"
                            + " crash",
                    whoUsesVcl(application.workers()),
                    TIMEOUT_SECONDS);
            application.library().exitNow(status());
        }
    }

    private static String whoUsesVcl(List<VclWorker> workers) {
        return workers.isEmpty()
                ? "libvppcom still waits for VPP to answer the attachment"
                : "Event loops still use VCL ("
                        + workers.stream().filter(w -> !w.isStopped()).toList() + ")";
    }

    /** What the JVM is about to end with, as far as it can be told: by a signal, its thread is there and waits for us. */
    private static int status() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            switch (thread.getName()) {
                case "SIGTERM handler" -> {
                    return 128 + 15;
                }
                case "SIGINT handler" -> {
                    return 128 + 2;
                }
                case "SIGHUP handler" -> {
                    return 128 + 1;
                }
                default -> {}
            }
        }
        return 1;
    }
}
