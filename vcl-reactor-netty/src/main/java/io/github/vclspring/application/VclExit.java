/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.application.VclAttachException.Reason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Destroys the application before the JVM ends. {@code vppcom_app_create} registers an exit handler with libc that dies by
 * SIGSEGV on a thread that is no worker (vppcom.c {@code vppcom_app_exit}, 26.06), and the JVM exits on such a thread. Once
 * the application is destroyed the handler has nothing to do.
 *
 * <p>Every application has a JVM shutdown hook of its own, and there is none without it: when the JVM is ending already, an
 * application is refused. The hook stops the event loops. A host that answers requests in flight first {@linkplain
 * #takeOver takes over}.
 */
public final class VclExit {

    private static final Logger LOG = LoggerFactory.getLogger(VclExit.class);

    private static final long TIMEOUT_SECONDS = 10;

    private static final List<Runnable> STOPPERS = new CopyOnWriteArrayList<>();
    private static final Object STOP_LOCK = new Object();

    private static volatile Runnable host = () -> {};
    private static volatile boolean begun;

    private static @Nullable VclApplication notDestroyed;

    private VclExit() {}

    /** Makes the shutdown hook of an application. */
    static Thread hookOf(VclApplication application) {
        return new Thread(
                () -> {
                    begun = true;
                    run(host);
                    stop(application);
                },
                "vcl-exit");
    }

    /**
     * Adds a shutdown hook.
     *
     * @throws VclAttachException if the JVM is ending
     */
    static void install(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new VclAttachException(
                    Reason.INTERRUPTED,
                    "The JVM is shutting down",
                    "Start this process again, and look for what ended it.",
                    e);
        }
    }

    /** Removes a shutdown hook, which keeps an application from the garbage collector. */
    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.trace("The JVM is shutting down", e);
        }
    }

    /**
     * Lets a host end first. The shutdown hook stops the event loops when {@code host} returns, whether or not the host has
     * done so by then.
     *
     * @param host waits until the host has ended; called on the thread of a shutdown hook
     * @return stops the event loops and destroys the application. The host calls it as its last act; it blocks for up to ten
     *     seconds, and does nothing if there is no application
     */
    public static Runnable takeOver(Runnable host) {
        VclExit.host = host;
        return () -> VclApplication.current().ifPresent(VclExit::stop);
    }

    /** Returns whether the JVM is ending, as far as an application has to know: its shutdown hook runs. */
    public static boolean hasBegun() {
        return begun;
    }

    /** Adds what stops event loops at once; it must not wait. Removed by {@link #removeStopper}. */
    public static void addStopper(Runnable stopper) {
        STOPPERS.add(stopper);
    }

    /** Removes what {@link #addStopper} added. */
    public static void removeStopper(Runnable stopper) {
        STOPPERS.remove(stopper);
    }

    private static void stop(VclApplication application) {
        synchronized (STOP_LOCK) {
            if (application == notDestroyed) {
                return;
            }
            STOPPERS.forEach(VclExit::run);
            run(application::releaseAll);
            if (isDestroyed(application)) {
                return;
            }
            notDestroyed = application;
            application.library().skipExitHandlers();
            LOG.error(
                    "{} {} s after the end of this process began. The JVM ends without libvppcom's exit handler, which would"
                            + " crash",
                    whoUsesVcl(application.workers()),
                    TIMEOUT_SECONDS);
        }
    }

    private static boolean isDestroyed(VclApplication application) {
        try {
            return application.awaitClosed(TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS));
        } catch (Throwable t) {
            LOG.warn("The VCL application was not destroyed", t);
            return false;
        }
    }

    /** Nothing that fails may keep the rest from running. */
    private static void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            LOG.warn("The end of this process goes on after a failure", t);
        }
    }

    private static String whoUsesVcl(List<VclWorker> workers) {
        return workers.isEmpty()
                ? "libvppcom still waits for VPP to answer the attachment"
                : "Event loops still use VCL ("
                        + workers.stream().filter(w -> !w.isStopped()).toList() + ")";
    }
}
