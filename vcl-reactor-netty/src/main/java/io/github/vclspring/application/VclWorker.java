/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.Internal;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.library.WorkerEpoll;
import org.jspecify.annotations.Nullable;

/**
 * A VCL worker: one thread, one event queue, one epoll set. Only its thread may call a method here, except for the
 * getters. It is never unregistered while the application lives: VPP would keep sending it connections, and VCL's count
 * of re-attached workers would never be complete again (vppcom.c {@code vcl_api_retry_attach}, 26.06).
 */
public final class VclWorker {

    private final VclApplication application;
    private final Vppcom vppcom;
    private final Thread thread = Thread.currentThread();
    private final int index;
    private final boolean canDetach;
    private final @Nullable WorkerEpoll workerEpoll;
    private final VclWorkerStats stats = new VclWorkerStats();
    private volatile WorkerState state = WorkerState.ATTACHED;
    private volatile boolean stalled;
    private int attachEpoch;
    private long detachedAt;
    private long attachedAt;

    VclWorker(VclApplication application, int index) {
        this.application = application;
        this.vppcom = application.library().functions();
        this.index = index;
        // asked for, because a configuration file of the user's own may say otherwise than the configuration
        int fd = vppcom.workerMqsEpfd();
        this.canDetach = fd >= 0 && application.library().supports(VppcomFeature.WORKER_IS_DETACHED);
        this.workerEpoll = canDetach ? application.library().workerEpoll(fd) : null;
    }

    /** The application it belongs to. */
    public VclApplication application() {
        return application;
    }

    /** The C functions, to be called on this worker's thread. */
    public Vppcom vppcom() {
        return vppcom;
    }

    /** VCL's index; VPP shows it in {@code show app}. */
    public int index() {
        return index;
    }

    /** The thread that is this worker. */
    public Thread thread() {
        return thread;
    }

    /** Counters, written by this worker's thread. */
    public VclWorkerStats stats() {
        return stats;
    }

    /** Returns its state. Any thread. */
    @Internal
    public WorkerState state() {
        return state;
    }

    /** Returns whether VPP serves it. Any thread. */
    public boolean isAttached() {
        return state == WorkerState.ATTACHED;
    }

    /** Returns whether VCL knows that VPP stopped: there are no queues and fifos. Any thread. */
    public boolean isDetached() {
        WorkerState current = state;
        return current == WorkerState.DETACHED || current == WorkerState.CLEARED;
    }

    /** Returns how often VPP stopped so far: what was made in another epoch is lost. Only on its own thread. */
    @Internal
    public int attachEpoch() {
        return attachEpoch;
    }

    /** Returns when it re-attached, by {@link System#nanoTime}; 0 if it did not. Only on its own thread. */
    @Internal
    public long attachedAt() {
        return attachedAt;
    }

    /** VPP has closed the app socket, and VCL does not know it yet. Only on its own thread. */
    @Internal
    public void vppCloses() {
        move(WorkerState.CLOSING);
    }

    /** Everything that the end of the attach epoch has ended is closed. Only on its own thread. */
    @Internal
    public void cleared() {
        move(WorkerState.CLEARED);
    }

    private void move(WorkerState to) {
        application.move(this, to);
    }

    /** Called by the state machine only. */
    void enter(WorkerState to) {
        switch (to) {
            case DETACHED -> {
                stats.detachments++;
                detachedAt = System.nanoTime();
            }
            case CLEARED -> attachEpoch++;
            case ATTACHED, STOPPED -> {
                attachedAt = System.nanoTime();
                if (isDetached()) {
                    stats.detachedNanos += System.nanoTime() - detachedAt;
                }
            }
            case CLOSING -> {}
        }
        state = to;
    }

    /**
     * Returns how long it was without VPP, all times together.
     *
     * @param now {@link System#nanoTime}
     */
    public long detachedNanos(long now) {
        return stats.detachedNanos + (isDetached() ? Math.max(0, now - detachedAt) : 0);
    }

    /** Returns whether its event loop has ended. */
    public boolean isStopped() {
        return state == WorkerState.STOPPED;
    }

    /** Returns whether its thread has been in one iteration or task for longer than {@link VclConfig#stallThreshold}. */
    public boolean isStalled() {
        return stalled;
    }

    /** Notes what a watchdog found. May be called from any thread. */
    public void markStalled(boolean stalled) {
        this.stalled = stalled;
    }

    /** Returns its condition. Any thread. */
    public Condition condition() {
        WorkerState current = state;
        if (current == WorkerState.STOPPED) {
            return Condition.STOPPED;
        }
        if (stalled) {
            return Condition.STALLED;
        }
        return current == WorkerState.ATTACHED ? Condition.ATTACHED : Condition.DETACHED;
    }

    /** The condition of a worker. */
    public enum Condition {
        /** It is attached to VPP, and its loop iterates. */
        ATTACHED,
        /** VPP stopped. */
        DETACHED,
        /** Something blocks its thread. */
        STALLED,
        /** It has ended. */
        STOPPED
    }

    /** The descriptor that becomes readable when VPP has sent something, -1 without {@code use-mq-eventfd}. */
    public int eventFd() {
        return vppcom.workerMqsEpfd();
    }

    /** The epoll set behind {@link #eventFd}, null if there is none that could be looked into. */
    public @Nullable WorkerEpoll epoll() {
        return workerEpoll;
    }

    /** Makes another attempt to re-attach possible, while it is detached. Only on its own thread. */
    @Internal
    public void prepareReattach() {
        WorkerEpoll set = workerEpoll;
        if (isDetached() && set != null) {
            set.prepareReattach();
        }
    }

    /** Asks VCL whether VPP is there, and changes the state with its answer. Only on its own thread. */
    @Internal
    public void checkAttachment() {
        WorkerEpoll set = workerEpoll;
        if (set != null && set.isAppSocketHidden()) {
            return;
        }
        boolean without = canDetach && vppcom.workerIsDetached() == 1;
        if (without != isDetached()) {
            move(without ? WorkerState.DETACHED : WorkerState.ATTACHED);
        }
    }

    /** Returns whether it may try to re-attach: only when all workers are cleared. */
    @Internal
    public boolean mayReattach() {
        return application.mayReattach();
    }

    /** Returns whether somebody takes connections at the app socket; false also where there is none, or VPP is not needed. */
    public boolean isVppListening() {
        return application.isVppListening();
    }

    /** Returns whether VCL may notice now that VPP stopped; on the first worker only as the last one. */
    @Internal
    public boolean mayDetach() {
        return application.mayDetach(this);
    }

    /** Returns whether its thread no longer calls VCL, even if it died without {@link #stop}. */
    boolean hasEnded() {
        return isStopped() || !thread.isAlive();
    }

    /** Declares that its thread will not call VCL again. */
    public void stop() {
        move(WorkerState.STOPPED);
        application.workerStopped();
    }

    @Override
    public String toString() {
        return "VclWorker[" + index + ", " + thread.getName() + ']';
    }
}
