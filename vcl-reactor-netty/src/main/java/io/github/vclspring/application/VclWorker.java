/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.Internal;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.library.WorkerEpoll;
import org.jspecify.annotations.Nullable;

/**
 * A VCL worker: one thread, one event queue, one epoll set. Except for the getters, only its thread may call methods.
 *
 * <p>A worker is never unregistered while the application exists: VPP would keep sending it connections, and VCL's
 * count of re-attached workers would never be complete again (vppcom.c {@code vcl_api_retry_attach}, 26.06).
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
        // VCL is asked, because a user-provided configuration file may differ from the configuration
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

    /** Returns its thread. */
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

    /** Returns whether it is attached to VPP. Any thread. */
    public boolean isAttached() {
        return state == WorkerState.ATTACHED;
    }

    /** Returns whether VCL has noticed that VPP stopped, so that queues and fifos no longer exist. Any thread. */
    public boolean isDetached() {
        WorkerState current = state;
        return current == WorkerState.DETACHED || current == WorkerState.CLEARED;
    }

    /**
     * Returns its attach epoch, the number of times that VPP has stopped. Sessions of past epochs are lost. Only on its
     * own thread.
     */
    @Internal
    public int attachEpoch() {
        return attachEpoch;
    }

    /** Returns when it last re-attached ({@link System#nanoTime}), or 0 if it never did. Only on its own thread. */
    @Internal
    public long attachedAt() {
        return attachedAt;
    }

    /** Records that VPP has closed the app socket, which VCL has not noticed yet. Only on its own thread. */
    @Internal
    public void vppCloses() {
        move(WorkerState.CLOSING);
    }

    /** Records that all sessions of the past attach epoch are closed. Only on its own thread. */
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
            case ATTACHED -> {
                attachedAt = System.nanoTime();
                stats.detachedNanos = detachedNanos(attachedAt);
            }
            case STOPPED -> stats.detachedNanos = detachedNanos(System.nanoTime());
            case CLOSING -> {}
        }
        state = to;
    }

    /**
     * Returns the total time that it was detached.
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

    /** Returns whether its thread has spent more than {@link VclConfig#stallThreshold} in one iteration or task. */
    public boolean isStalled() {
        return stalled;
    }

    /** Records whether a watchdog found it stalled. Any thread. */
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

    /**
     * Returns the descriptor that becomes readable when VPP has sent a message, or -1 without {@code use-mq-eventfd}.
     */
    public int eventFd() {
        return vppcom.workerMqsEpfd();
    }

    /** Returns the epoll set behind {@link #eventFd}, or null if it cannot be inspected. */
    public @Nullable WorkerEpoll epoll() {
        return workerEpoll;
    }

    /** Prepares another attempt to re-attach, if it is detached. Only on its own thread. */
    @Internal
    public void prepareReattach() {
        WorkerEpoll set = workerEpoll;
        if (isDetached() && set != null) {
            set.prepareReattach();
        }
    }

    /** Updates the state if VCL has detached or re-attached. Only on its own thread. */
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

    /** Returns whether it may try to re-attach, which requires that all workers are cleared. */
    @Internal
    public boolean mayReattach() {
        return application.mayReattach();
    }

    /** Returns whether something listens on the app socket. False if there is no app socket, or VPP is not needed. */
    public boolean isVppListening() {
        return application.isVppListening();
    }

    /** Returns whether VCL may notice now that VPP stopped. Worker 0 must be the last one. */
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
