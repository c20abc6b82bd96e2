/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.WorkerState;
import io.github.vclspring.vppcom.library.WorkerEpoll;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Monitors a worker's queue of messages from VPP, and whether VPP stops or restarts. Only for the loop's thread.
 *
 * <p>VCL may notice in any call that fetches from the queue that VPP stopped. Only {@link #settle} then notifies the
 * handles, and nothing is fetched before that.
 *
 * <p>The app socket is hidden from VCL, so that the loop notices first that VPP stopped, and can refuse the connections
 * on which VCL would crash.
 */
final class VppMonitor {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VppMonitor.class);

    /** How often a worker without an eventfd is polled once it stops spinning. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** How often to check whether the other workers are cleared. */
    private static final long CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final VclLoop loop;
    private final VclWorker worker;
    private final IoHandler epoll;
    private final long intervalNanos;
    private @Nullable Descriptor queue;
    private @Nullable Descriptor appSocket;
    private boolean queueSignalled;
    /** The time between two attempts to re-attach. */
    private long pauseNanos;

    private long lastLook = System.nanoTime();
    private long lastAttempt = lastLook;

    VppMonitor(VclLoop loop, IoHandler epoll) {
        this.loop = loop;
        this.worker = loop.worker();
        this.epoll = epoll;
        intervalNanos = worker.application().config().reattachInterval().toNanos();
        pauseNanos = intervalNanos;
    }

    /**
     * Registers VCL's descriptors. The queue's is edge-triggered, because it stays readable after a fetch without a
     * system call.
     */
    void start() throws Exception {
        int fd = worker.eventFd();
        if (fd >= 0) {
            queue = Descriptor.register(epoll, fd, EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET));
            appSocket = hideAppSocket();
        }
    }

    /** Returns null if the app socket cannot be hidden. VCL then detects that VPP stops. */
    private @Nullable Descriptor hideAppSocket() throws Exception {
        WorkerEpoll vclEpoll = worker.epoll();
        OptionalInt socket = vclEpoll == null ? OptionalInt.empty() : vclEpoll.hideAppSocket();
        if (socket.isEmpty()) {
            return null;
        }
        try {
            return Descriptor.register(epoll, socket.getAsInt(), EpollIoOps.EPOLLRDHUP);
        } catch (Exception e) {
            showAppSocket(socket.getAsInt());
            throw e;
        }
    }

    private void showAppSocket(int socket) {
        WorkerEpoll vclEpoll = worker.epoll();
        if (vclEpoll != null) {
            vclEpoll.showAppSocket(socket);
        }
    }

    /** Switches to polling VCL, because epoll closes the registrations of its descriptors. */
    void stop() {
        queue = null;
        appSocket = null;
    }

    /** Handles the signals that epoll has reported for VCL's descriptors. Returns how many there were. */
    int takeSignals() {
        int signals = 0;
        Descriptor mq = queue;
        if (mq != null && mq.takeSignal()) {
            queueSignalled = true;
            signals++;
            loop.stats().wakeups++;
        }
        Descriptor socket = appSocket;
        if (socket != null) {
            if (socket.takeSignal()) {
                signals++;
                // level-triggered: it would keep the loop awake until VCL has the socket again
                socket.cancel();
                worker.vppCloses();
                loop.vppStopped();
            }
            if (worker.state() == WorkerState.CLOSING && worker.mayDetach()) {
                appSocket = null;
                loop.refusePending();
                showAppSocket(socket.fd().intValue());
            }
        }
        return signals;
    }

    /** Fetches what needs no system call, if there are no events to handle. */
    void refill() {
        if (mayFlush()) {
            loop.events().refillFromQueue();
        } else {
            loop.events().refill();
        }
    }

    private boolean mayFlush() {
        return queue != null && worker.isAttached() && loop.sessions().mayFlush();
    }

    /** Returns whether the queue was signalled since the last fetch. */
    boolean isSignalled() {
        return queueSignalled;
    }

    /** Returns whether to fetch from VCL now. */
    boolean isDue(long now) {
        if (worker.isDetached()) {
            return isAttemptDue(now);
        }
        return queueSignalled || queue == null;
    }

    /**
     * Returns whether the worker should try to re-attach: at the configured interval while nothing listens, and less
     * and less often while VPP listens but refuses. Each refusal costs a descriptor here and a client in VPP
     * (vcl_sapi.c {@code vcl_sapi_attach}, 26.06).
     */
    private boolean isAttemptDue(long now) {
        if (now - lastLook < intervalNanos) {
            return false;
        }
        lastLook = now;
        if (pauseNanos > intervalNanos && !worker.isVppListening()) {
            // the next VPP may not refuse
            pauseNanos = intervalNanos;
        }
        return now - lastAttempt >= pauseNanos && worker.mayReattach();
    }

    /** Returns the time by which the loop must iterate again even if nothing wakes it, or -1. */
    long wakeBy(long now) {
        if (worker.isDetached()) {
            return lastLook + intervalNanos;
        }
        if (appSocket != null && worker.state() == WorkerState.CLOSING) {
            return now + CLOSING_NANOS;
        }
        return queue == null ? now + POLL_NANOS : -1;
    }

    /** Fetches what VPP has sent, and notifies handles if VPP has stopped or restarted. */
    void fetch(long now) {
        if (mayFlush()) {
            loop.events().refillFromQueue();
            // VPP's stop may also have signalled the descriptor, unless the loop monitors the app socket
            queueSignalled = appSocket == null && loop.events().size() > 0;
            if (queueSignalled || appSocket != null) {
                return;
            }
        }
        queueSignalled = false;
        boolean attempt = worker.isDetached();
        loop.events().fetch();
        if (attempt) {
            lastAttempt = now;
            boolean refused = worker.isDetached() && worker.isVppListening();
            pauseNanos = refused ? Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS) : intervalNanos;
            if (worker.isAttached()) {
                reattached();
            }
        }
        settle();
    }

    private void reattached() {
        try {
            start();
        } catch (Exception e) {
            LOGGER.debug("Cannot watch the message queue of {}: it is polled", worker, e);
        }
        loop.reattached();
    }

    /**
     * Closes everything that VPP's stop has ended, if VCL has noticed it. VCL itself notifies established sessions
     * only, so all handles are notified here.
     *
     * <p>While detached, the queue's descriptor stays readable, and every fetch is an attempt to connect. The
     * descriptor is therefore no longer registered, and VCL is polled at intervals.
     */
    void settle() {
        if (worker.state() != WorkerState.DETACHED) {
            return;
        }
        Descriptor mq = queue;
        if (mq != null) {
            mq.cancel();
            queue = null;
            queueSignalled = false;
        }
        loop.detached();
    }

    /** A descriptor that VCL owns, registered with the loop's epoll. It is never closed here. */
    private static final class Descriptor implements EpollIoHandle {

        private final FileDescriptor fd;
        private @Nullable IoRegistration registration;
        private boolean signalled;

        private Descriptor(int fd) {
            this.fd = new FileDescriptor(fd);
        }

        static Descriptor register(IoHandler epoll, int fd, EpollIoOps ops) throws Exception {
            Descriptor handle = new Descriptor(fd);
            IoRegistration registration = epoll.register(handle);
            registration.submit(ops);
            handle.registration = registration;
            return handle;
        }

        @Override
        public FileDescriptor fd() {
            return fd;
        }

        @Override
        public void handle(IoRegistration source, IoEvent event) {
            signalled = true;
        }

        /** Returns whether it was signalled since the last call. */
        boolean takeSignal() {
            boolean was = signalled;
            signalled = false;
            return was;
        }

        void cancel() {
            IoRegistration current = registration;
            if (current != null) {
                current.cancel();
            }
        }

        @Override
        public void close() {
            cancel();
        }
    }
}
