/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEvents;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.WorkerEpoll;
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
    private final int epoll;
    private final boolean canDetach;
    private final @Nullable WorkerEpoll workerEpoll;
    private final VclWorkerStats stats = new VclWorkerStats();
    private volatile boolean dying;
    private volatile boolean detached;
    private volatile boolean settled;
    private long detachedAt;
    private volatile boolean stopped;
    private volatile boolean stalled;

    VclWorker(VclApplication application, int index) {
        this.application = application;
        this.vppcom = application.library().functions();
        this.index = index;
        // asked for, because a configuration file of the user's own may say otherwise than the configuration
        int fd = vppcom.workerMqsEpfd();
        this.canDetach = fd >= 0 && application.library().supports(VppcomFeature.WORKER_IS_DETACHED);
        this.workerEpoll = canDetach ? application.library().workerEpoll(fd) : null;
        epoll = vppcom.epollCreate();
        if (epoll < 0) {
            throw new IllegalStateException("vppcom_epoll_create failed: " + Errno.describe(epoll));
        }
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

    /** Whether VCL was without VPP when the worker last looked: there are no queues and fifos. */
    public boolean isDetached() {
        return detached;
    }

    /**
     * Whether VPP is gone, also if VCL does not know it yet. VCL would send what needs an answer to a dead queue, and wait
     * for {@code session-timeout}.
     */
    public boolean isVppGone() {
        return dying || detached;
    }

    /** VPP has closed the app socket, and VCL is not told yet. Only its own thread. */
    public void vppDies() {
        dying = true;
        application.vppDies();
    }

    /** All that VPP's death has ended is closed. Only its own thread. */
    public void settled() {
        settled = true;
    }

    /**
     * How long it was without VPP, all times together.
     *
     * @param now {@link System#nanoTime}
     */
    public long detachedNanos(long now) {
        return stats.detachedNanos + (detached ? Math.max(0, now - detachedAt) : 0);
    }

    /** Whether it has ended. */
    public boolean isStopped() {
        return stopped;
    }

    /** Whether its thread has not turned for longer than {@link VclConfig#stallThreshold}. */
    public boolean isStalled() {
        return stalled;
    }

    /** Notes what a watchdog found. May be called from any thread. */
    public void markStalled(boolean stalled) {
        this.stalled = stalled;
    }

    /** How it is. Any thread. */
    public Condition condition() {
        if (stopped) {
            return Condition.STOPPED;
        }
        if (stalled) {
            return Condition.STALLED;
        }
        return isVppGone() ? Condition.DETACHED : Condition.ATTACHED;
    }

    /** How a worker is. */
    public enum Condition {
        /** It is attached to VPP, and turns. */
        ATTACHED,
        /** VPP is gone. */
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

    /** Adds a session to the epoll set. Only its own thread; 0, or VCL's error, which is negative. */
    public int watch(int session, VppcomEvents event) {
        return vppcom.epollCtl(epoll, Vppcom.EPOLL_CTL_ADD, session, event.address());
    }

    /** Changes what is watched of a session; otherwise as {@link #watch}. */
    public int rewatch(int session, VppcomEvents event) {
        return vppcom.epollCtl(epoll, Vppcom.EPOLL_CTL_MOD, session, event.address());
    }

    /** Removes a session from the epoll set; otherwise as {@link #watch}. */
    public int unwatch(int session) {
        return vppcom.epollCtl(epoll, Vppcom.EPOLL_CTL_DEL, session, 0);
    }

    /**
     * Fetches what VCL holds already and its descriptor does not show; no system call. Only its own thread.
     *
     * @param from where in {@code events} to put them
     * @return the number of events, or VCL's error, which is negative
     */
    public int fetchHeld(VppcomEvents events, int from) {
        return vppcom.epollWait(epoll, events.address(from), events.capacity() - from, Vppcom.EPOLL_WAIT_UNHANDLED);
    }

    /**
     * Fetches what VPP has sent, and tries to re-attach if VPP was gone. The call in which VCL notices that VPP died
     * takes a second (vcl_private.c {@code vcl_api_handle_disconnect}, 26.06).
     *
     * @param from where in {@code events} to put them
     * @return the number of events, or VCL's error, which is negative
     */
    public int fetch(VppcomEvents events, int from) {
        WorkerEpoll set = workerEpoll;
        if (detached && set != null) {
            set.prepareReattach();
        }
        return vppcom.epollWait(epoll, events.address(from), events.capacity() - from, 0);
    }

    /** Asks VCL whether VPP is there, and tells the application if that changed. Only its own thread. */
    public void checkAttachment() {
        boolean gone = canDetach && vppcom.workerIsDetached() == 1;
        if (gone == detached) {
            return;
        }
        long now = System.nanoTime();
        if (gone) {
            stats.detachments++;
            detachedAt = now;
        } else {
            stats.detachedNanos += now - detachedAt;
        }
        detached = gone;
        dying = false;
        settled = false;
        application.attachmentChanged(gone);
    }

    /**
     * Whether it may try to re-attach: only when all workers have noticed that VPP is gone. The first one that re-attaches
     * maps memory that a worker which notices later would unmap under all of them, and VCL's count of who has re-attached
     * would be wrong for ever (vcl_private.c {@code vcl_worker_detach_sessions}, vppcom.c {@code vcl_api_retry_attach},
     * 26.06). It also gets the indices of the segments that are gone, by which sessions that are closed later would free
     * their fifos (vcl_private.c {@code vcl_session_detach_fifos}, 26.06).
     */
    public boolean mayReattach() {
        return application.mayReattach();
    }

    /** Whether somebody takes connections at the app socket; false also where there is none, or VPP is not needed. */
    public boolean isVppListening() {
        return application.isVppListening();
    }

    /**
     * Whether VCL may notice now that VPP died. The first worker has to be the last one: what it unmaps then has the queue
     * to VPP of all of them, and one that still accepts, writes or closes would follow a stale pointer (vcl_private.c
     * {@code vcl_worker_detach_sessions}, 26.06).
     */
    public boolean mayDetach() {
        return index != 0 || application.othersDetached(this);
    }

    /** Whether it does not use any more what VCL unmaps upon VPP's death. */
    boolean hasNoticed() {
        return (detached && settled) || stopped;
    }

    /** Returns whether its thread no longer calls VCL, even if it died without {@link #stop}. */
    boolean hasEnded() {
        return stopped || !thread.isAlive();
    }

    /** Declares that its thread will not call VCL again. */
    public void stop() {
        stopped = true;
        application.workerStopped();
    }

    @Override
    public String toString() {
        return "VclWorker[" + index + ", " + thread.getName() + ']';
    }
}
