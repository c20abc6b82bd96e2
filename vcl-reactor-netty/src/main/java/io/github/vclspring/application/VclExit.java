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
 * Destroys the application before the JVM exits. {@code vppcom_app_create} registers an exit handler with libc that
 * crashes with SIGSEGV on a thread that is not a worker (vppcom.c {@code vppcom_app_exit}, 26.06), and the JVM exits on
 * such a thread. After the application is destroyed, the handler does nothing.
 *
 * <p>Every application registers a JVM shutdown hook, which stops the event loops. While the JVM is shutting down, no
 * application can be created. A host that completes in-flight requests first {@linkplain #takeOver takes over}.
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

    /** Creates the shutdown hook of an application. */
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
     * @throws VclAttachException if the JVM is shutting down
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

    /** Removes a shutdown hook, which would keep an application from being garbage-collected. */
    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.trace("The JVM is shutting down", e);
        }
    }

    /**
     * Lets a host shut down first. The shutdown hook stops the event loops when {@code host} returns, whether or not
     * the host has done so by then.
     *
     * @param host waits until the host has ended; called on the thread of a shutdown hook
     * @return a task that stops the event loops and destroys the application, for the host to run last. It blocks for
     *     up to ten seconds, and does nothing if there is no application
     */
    public static Runnable takeOver(Runnable host) {
        VclExit.host = host;
        return () -> VclApplication.current().ifPresent(VclExit::stop);
    }

    /** Returns whether the shutdown hook of an application has started. */
    public static boolean hasBegun() {
        return begun;
    }

    /** Adds a task that stops event loops. It must not block. Remove it with {@link #removeStopper}. */
    public static void addStopper(Runnable stopper) {
        STOPPERS.add(stopper);
    }

    /** Removes a task that was added by {@link #addStopper}. */
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

    /** Logs a failure instead of throwing it, so that the remaining steps run. */
    private static void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            LOG.warn("The process continues to end after a failure", t);
        }
    }

    private static String whoUsesVcl(List<VclWorker> workers) {
        return workers.isEmpty()
                ? "libvppcom still waits for VPP to answer the attachment"
                : "Event loops still use VCL ("
                        + workers.stream().filter(w -> !w.isStopped()).toList() + ")";
    }
}
