/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.application.VclAttachException.Reason;
import io.github.vclspring.config.VclConfFile;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process's VCL application. VCL is a process-wide singleton, so the application is {@linkplain #acquire acquired}
 * instead of constructed. Callers with the same configuration share it, and the last {@link #release} destroys it.
 *
 * <p>The first thread that calls {@link #registerWorker} attaches to VPP and becomes worker 0. All methods may be
 * called from any thread.
 */
public final class VclApplication {

    /** More than Reactor Netty's default for stopping event loops, 15 s. */
    private static final long END_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final Object LOCK = new Object();
    private static @Nullable VclApplication current;

    private final VclConfig config;
    private final VppcomLibrary library;
    private final Attachment attachment;
    private final AttachmentState state = new AttachmentState();
    private final Lifetime lifetime =
            new Lifetime(() -> state.workers().stream().allMatch(VclWorker::hasEnded), this::lifetimeEnds);
    private final Object registration = new Object();
    private final Thread exitHook = VclExit.hookOf(this);
    private volatile @Nullable VclConfFile confFile;
    private volatile @Nullable String appSocket;

    private VclApplication(VclConfig config, VppcomLibrary library) {
        this.config = config;
        this.library = library;
        this.attachment = new Attachment(config, library);
    }

    /**
     * Acquires the application. Calls no native code yet.
     *
     * @throws VclAttachException if the process has one with another configuration or library, or one that does not
     *     end, or if the JVM is shutting down
     */
    public static VclApplication acquire(VclConfig config, VppcomLibrary library) {
        while (true) {
            VclApplication application;
            synchronized (LOCK) {
                application = current;
                if (application == null) {
                    application = new VclApplication(config, library);
                    VclExit.install(application.exitHook);
                    current = application;
                    return application;
                }
            }
            if (application.lifetime.claim()) {
                application.requireSame(config, library);
                return application;
            }
            application.awaitEnd();
        }
    }

    private void requireSame(VclConfig otherConfig, VppcomLibrary otherLibrary) {
        if (!config.equals(otherConfig) || library != otherLibrary) {
            release();
            throw new VclAttachException(
                    Reason.OTHER_CONFIGURATION,
                    "This process is already a VCL application with another configuration: it has "
                            + config + " over " + library.location() + ", and was asked for "
                            + otherConfig + " over " + otherLibrary.location(),
                    "Use the same vcl.* properties in every context of a JVM, or close the first context before.",
                    null);
        }
    }

    /** Waits for a released application, which still exists until its event loops have ended. */
    private void awaitEnd() {
        if (!lifetime.awaitEnd(END_TIMEOUT_NANOS)) {
            throw new VclAttachException(
                    Reason.OTHER_CONFIGURATION,
                    "The previous VCL application of this process does not end: " + state.workers(),
                    "Close the context that uses its event loops, and look for a blocked one in a thread dump.",
                    null);
        }
    }

    /** Returns the process's current application. */
    public static Optional<VclApplication> current() {
        synchronized (LOCK) {
            return Optional.ofNullable(current);
        }
    }

    /**
     * Makes the calling thread a worker. The first caller attaches to VPP; the others register one after the other. May
     * block for as long as VPP takes to answer.
     *
     * @throws VclAttachException if attaching fails, if VPP refuses, or if the application was released
     */
    public VclWorker registerWorker() {
        if (!lifetime.registrationBegins()) {
            throw new VclAttachException(
                    Reason.INTERRUPTED,
                    "The VCL application was released before all of its event loops had started",
                    "Look for what ended the process, or closed the context, at that time.",
                    null);
        }
        try {
            // a separate lock: a VPP that hangs must block neither health checks nor the JVM's shutdown
            synchronized (registration) {
                int registered = state.workers().size();
                VclWorker worker = new VclWorker(this, registered == 0 ? attach() : attachment.register(registered));
                state.add(worker, registered + 1 == config.workers());
                return worker;
            }
        } finally {
            lifetime.registrationEnds();
        }
    }

    private int attach() {
        appSocket = attachment.checkSocket().orElse(null);
        confFile = attachment.attach(appSocket);
        return 0;
    }

    /** Returns its configuration. */
    public VclConfig config() {
        return config;
    }

    /** The library that it uses. */
    public VppcomLibrary library() {
        return library;
    }

    /** Returns the app socket that VCL connects to, from its environment variable or the configuration. */
    public Optional<String> appSocket() {
        if (confFile != null) {
            // determined when attaching: no native call, and no file to read
            return Optional.ofNullable(appSocket);
        }
        return VclConfFile.appSocket(config, library);
    }

    /** The workers in the order of their registration. */
    public List<VclWorker> workers() {
        return List.copyOf(state.workers());
    }

    /** Returns the worker with an index, if it is registered. */
    public Optional<VclWorker> worker(int index) {
        for (VclWorker worker : state.workers()) {
            if (worker.index() == index) {
                return Optional.of(worker);
            }
        }
        return Optional.empty();
    }

    /** Returns its attachment state. */
    public VclState state() {
        return state.get();
    }

    /** Returns when {@link #state()} last changed. */
    public Instant since() {
        return state.since();
    }

    /** Returns how often all workers have re-attached. */
    public long reattachments() {
        return state.reattachments();
    }

    /** Returns how many of the wanted listeners VPP does not have. Some are missing briefly after re-attaching. */
    public long missingListeners() {
        long missing = 0;
        for (VclWorker worker : state.workers()) {
            missing += Math.max(0, worker.stats().wantedListeners - worker.stats().listeners);
        }
        return missing;
    }

    /** Returns the number of listeners that servers want, on all workers. */
    public long wantedListeners() {
        return state.workers().stream()
                .mapToLong(worker -> worker.stats().wantedListeners)
                .sum();
    }

    /** Returns a numeric option from the properties or an existing file, or VCL's default. */
    public long number(VclOption option) {
        return VclConfFile.number(config, option);
    }

    /** Adds a listener. It is not notified of the current state. */
    public void addListener(VclStateListener listener) {
        state.addListener(listener);
    }

    /** Removes a listener. */
    public void removeListener(VclStateListener listener) {
        state.removeListener(listener);
    }

    void move(VclWorker worker, WorkerState to) {
        state.move(worker, to);
    }

    boolean mayDetach(VclWorker worker) {
        return state.mayDetach(worker);
    }

    boolean isVppListening() {
        return attachment.isVppListening(appSocket);
    }

    boolean mayReattach() {
        return state.mayReattach();
    }

    /**
     * Releases one claim. After the last one, the application is destroyed as soon as every worker has
     * {@linkplain VclWorker#stop stopped}: VCL unmaps its heap, which no thread may use by then.
     */
    public void release() {
        lifetime.release();
    }

    void releaseAll() {
        lifetime.releaseAll();
    }

    void workerStopped() {
        lifetime.endIfUnused();
    }

    /** Waits uninterruptibly until the application is destroyed. Returns false on timeout. */
    boolean awaitClosed(long timeoutNanos) {
        return lifetime.awaitEnd(timeoutNanos);
    }

    private void lifetimeEnds() {
        VclConfFile conf = confFile;
        if (conf != null) {
            library.destroyApp();
            conf.close();
            confFile = null;
        }
        state.closed();
        synchronized (LOCK) {
            current = null;
        }
        VclExit.remove(exitHook);
    }
}
