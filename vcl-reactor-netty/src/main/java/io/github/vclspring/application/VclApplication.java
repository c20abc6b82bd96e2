/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.application.VclAttachException.Reason;
import io.github.vclspring.config.VclConfFile;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process's one VCL application. It is {@linkplain #acquire obtained}, not constructed, because VCL is a singleton of
 * the process; whoever obtains it with the same configuration shares it, and the last {@link #release} destroys it.
 *
 * <p>The first thread that calls {@link #registerWorker} attaches to VPP and becomes worker 0. All methods may be called
 * from any thread; which thread becomes what is said there.
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
     * Obtains the application; nothing native is called yet.
     *
     * @throws VclAttachException if the process has one with another configuration or library, or if the JVM is ending
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

    /** One that was given up by all is still there until its loops have ended. */
    private void awaitEnd() {
        if (!lifetime.awaitEnd(END_TIMEOUT_NANOS)) {
            throw new VclAttachException(
                    Reason.OTHER_CONFIGURATION,
                    "The previous VCL application of this process does not end: " + state.workers(),
                    "Close the context that uses its event loops, and look for a blocked one in a thread dump.",
                    null);
        }
    }

    /** The application that the process has now. */
    public static Optional<VclApplication> current() {
        synchronized (LOCK) {
            return Optional.ofNullable(current);
        }
    }

    /**
     * Makes the calling thread a worker. The first caller attaches to VPP; callers follow one after the other. May block
     * for as long as VPP takes to answer.
     *
     * @throws VclAttachException if VPP cannot be attached to, or refuses, or if the application was released
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
            // apart from the lock of the rest: a VPP that hangs must not hang health, nor the JVM's end
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

    /** Returns what it was configured with. */
    public VclConfig config() {
        return config;
    }

    /** The library that it uses. */
    public VppcomLibrary library() {
        return library;
    }

    /** The app socket that VCL connects to, its environment variable considered. */
    public Optional<String> appSocket() {
        if (confFile != null) {
            // found out when it attached: nothing native is called, and no file read
            return Optional.ofNullable(appSocket);
        }
        return VclConfFile.appSocket(config, library);
    }

    /** The workers in the order of their registration. */
    public List<VclWorker> workers() {
        return List.copyOf(state.workers());
    }

    /** The worker of an index, if it is registered. */
    public Optional<VclWorker> worker(int index) {
        for (VclWorker worker : state.workers()) {
            if (worker.index() == index) {
                return Optional.of(worker);
            }
        }
        return Optional.empty();
    }

    /** Returns whether it is attached. */
    public VclState state() {
        return state.get();
    }

    /** Returns when {@link #state()} last changed. */
    public Instant since() {
        return state.since();
    }

    /** Returns how often all workers were re-attached. */
    public long reattachments() {
        return state.reattachments();
    }

    /** Returns how many listeners that servers want VPP does not have; some are missing for moments after its return. */
    public long missingListeners() {
        long missing = 0;
        for (VclWorker worker : state.workers()) {
            missing += Math.max(0, worker.stats().wantedListeners - worker.stats().listeners);
        }
        return missing;
    }

    /** Returns how many listeners servers want, of all workers. */
    public long wantedListeners() {
        return state.workers().stream()
                .mapToLong(worker -> worker.stats().wantedListeners)
                .sum();
    }

    /** Returns a number that VCL is configured with, by the properties, by an existing file or by default. */
    public long number(VclOption option) {
        return VclConfFile.number(config, option);
    }

    /** Adds a listener; it is not notified of the present state. */
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
     * Gives up one claim. The last one destroys the application: every worker must have {@linkplain VclWorker#stop
     * stopped}, because VCL unmaps its heap under any thread that is still inside.
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

    /** Waits until the application is destroyed, whatever interrupts the thread. Returns whether it is. */
    boolean awaitClosed(long timeoutNanos) {
        return lifetime.awaitEnd(timeoutNanos);
    }

    private void lifetimeEnds() {
        VclConfFile conf = confFile;
        if (conf != null) {
            Vppcom vppcom = library.functions();
            // app_destroy works on the calling thread's worker, and this thread is none
            int own = vppcom.workerIndex();
            vppcom.workerIndexSet(0);
            vppcom.appDestroy();
            vppcom.workerIndexSet(own);
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
