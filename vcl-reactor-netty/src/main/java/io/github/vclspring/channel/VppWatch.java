/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.WorkerState;
import io.netty.channel.IoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches for what VPP sends to a worker, and for its death and return. VCL may say in any call that fetches from the queue
 * that VPP is gone; handles are told in one place only, {@link #settle}, and nothing is fetched before they are. Only for
 * the loop's thread.
 */
final class VppWatch {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VppWatch.class);

    /** How often a worker without an eventfd is polled once it stops spinning. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** How often it is looked whether the other workers are cleared. */
    private static final long CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final VclLoop loop;
    private final VclWorker worker;
    private final IoHandler epoll;
    private final ReattachPace pace;
    private @Nullable WatchedDescriptor queue;
    private @Nullable AppSocketWatch appSocket;
    private boolean queueSignalled;

    VppWatch(VclLoop loop, IoHandler epoll) {
        this.loop = loop;
        this.worker = loop.worker();
        this.epoll = epoll;
        this.pace = new ReattachPace(worker);
    }

    /** Level-triggered, so that a queue that is not worked off wakes the loop again. */
    void start() throws Exception {
        int fd = worker.eventFd();
        if (fd >= 0) {
            queue = WatchedDescriptor.register(epoll, fd, EpollIoOps.EPOLLIN);
            appSocket = AppSocketWatch.start(epoll, worker);
        }
    }

    /** From now on VCL is polled: epoll closes the registrations of its descriptors. */
    void stop() {
        queue = null;
        appSocket = null;
    }

    /** Takes what epoll has told of VCL's descriptors. Returns how many of them it was. */
    int takeSignals() {
        int signals = 0;
        WatchedDescriptor mq = queue;
        queueSignalled = mq != null && mq.takeSignal();
        if (queueSignalled) {
            signals++;
            loop.stats().wakeups++;
        }
        AppSocketWatch socket = appSocket;
        if (socket != null) {
            if (socket.takeSignal()) {
                signals++;
                worker.vppCloses();
                loop.vppStopped();
            }
            if (worker.state() == WorkerState.CLOSING && worker.mayDetach()) {
                appSocket = null;
                loop.refusePending();
                socket.handToVcl();
            }
        }
        return signals;
    }

    /** Whether VCL has to be asked now. */
    boolean isDue(long now, boolean spins) {
        if (worker.isDetached()) {
            return pace.isDue(now);
        }
        return queueSignalled || queue == null || spins;
    }

    /** The time by which the loop must turn again although nothing wakes it, or -1. */
    long wakeBy(long now) {
        if (worker.isDetached()) {
            return pace.nextLook();
        }
        if (appSocket != null && worker.state() == WorkerState.CLOSING) {
            return now + CLOSING_NANOS;
        }
        return queue == null ? now + POLL_NANOS : -1;
    }

    /** Takes what VPP has sent, and tells of its death or return. */
    void fetch(long now) {
        boolean attempt = worker.isDetached();
        loop.batch().fetch();
        if (attempt) {
            pace.attempted(now);
            if (worker.isAttached()) {
                attached();
            }
        }
        settle();
    }

    private void attached() {
        try {
            start();
        } catch (Exception e) {
            LOGGER.debug("Cannot watch the message queue of {}: it is polled", worker, e);
        }
        loop.vppBack();
    }

    /**
     * Closes everything that VPP's stop has ended, if VCL has noticed it. While detached the descriptor of the queue stays
     * readable, and every look at it is a connect: it is left alone, and VCL asked at intervals. VCL itself notifies
     * established sessions only, so all are notified here.
     */
    void settle() {
        if (worker.state() != WorkerState.DETACHED) {
            return;
        }
        WatchedDescriptor mq = queue;
        if (mq != null) {
            mq.cancel();
            queue = null;
        }
        loop.detached();
    }
}
