/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.session.VclSession;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandle;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Drives VCL sessions and kernel channels on one event loop. The loop sleeps in Netty's own epoll, with which the
 * descriptor of its worker's message queues is registered.
 *
 * <p>An iteration first handles VCL's unhandled events and its queue, which needs no system call. It then runs epoll,
 * which blocks if there was nothing to handle; otherwise it only polls, and not in every iteration. Finally, it fetches
 * what VPP has sent in the meantime, if the descriptor was signalled. The work of an iteration is bounded.
 */
final class VclIoHandler implements IoHandler {

    /**
     * Time for replies to arrive. VPP crashes on replies of an application that has already detached (session_node.c,
     * 26.06).
     */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LINGER_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** How long kernel channels may wait while the loop handles VPP's events. */
    private static final long EPOLL_INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final VclApplication application;
    private final IoEventLoop eventLoop;
    private final IoHandler epoll;
    private final long spinNanos;
    private final NioHandles nio;
    private final IterationContext iteration = new IterationContext();
    private @Nullable VclLoop loop;
    private @Nullable Throwable failure;
    private @Nullable VppMonitor monitor;
    private long lastEvent;
    private long lastEpoll;
    private boolean sawEvents;
    private boolean stopping;

    VclIoHandler(VclApplication application, ThreadAwareExecutor executor) {
        this.application = application;
        // SingleThreadIoEventLoop passes itself (Netty 4.2)
        this.eventLoop = (IoEventLoop) executor;
        this.epoll = EpollIoHandler.newFactory().newHandler(executor);
        this.nio = new NioHandles(executor);
        this.spinNanos = application.config().spin().toNanos();
    }

    /** Returns why the worker could not be registered, or null if it was. Kernel channels work in either case. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Registers the worker on its own thread. Does not throw, because that would end the loop and hide the cause. */
    @Override
    public void initialize() {
        epoll.initialize();
        try {
            VclWorker worker = application.registerWorker();
            VclLoop vcl = new VclLoop(worker, eventLoop);
            VppMonitor vpp = new VppMonitor(vcl, epoll);
            loop = vcl;
            monitor = vpp;
            vpp.start();
        } catch (Throwable t) {
            failure = t;
        }
    }

    /** Returns its event loop if that owns a session, otherwise null. Any thread. */
    @Nullable
    IoEventLoop ownerOf(VclSession session) {
        VclLoop vcl = loop;
        return vcl != null && vcl.sessions() == session.sessions() ? eventLoop : null;
    }

    /** Returns the number of sessions, without listeners. Only on the loop. */
    int sessionCount() {
        VclLoop vcl = loop;
        return vcl == null
                ? 0
                : (int) vcl.registrations().stream()
                        .map(registration -> registration.handle().kind())
                        .filter(kind -> kind != null && kind != VclSessionInfo.Kind.LISTENER)
                        .count();
    }

    /** Describes listeners, or the other sessions. Only on the loop. */
    List<VclSessionInfo> describe(boolean listeners, int offset, int limit) {
        VclLoop vcl = loop;
        if (vcl == null) {
            return List.of();
        }
        return vcl.registrations().stream()
                .map(VclRegistration::handle)
                .filter(handle -> handle.kind() != null && (handle.kind() == VclSessionInfo.Kind.LISTENER) == listeners)
                .skip(offset)
                .limit(limit)
                .map(VclIoHandle::describe)
                .toList();
    }

    /** Returns the name of the loop's thread. Any thread. */
    String threadName() {
        VclLoop vcl = loop;
        return vcl == null ? "?" : vcl.worker().thread().getName();
    }

    @Override
    public int run(IoHandlerContext context) {
        VclLoop vcl = loop;
        VppMonitor vpp = monitor;
        if (vcl == null || vpp == null) {
            return epoll.run(context);
        }
        // the only clock read in an iteration that does not sleep
        long now = System.nanoTime();
        if (sawEvents) {
            lastEvent = now;
        }
        boolean wasSpinning = isSpinning(now);
        VclWorkerStats stats = vcl.stats();
        stats.iterationBegins(now);

        vpp.settle();
        vpp.refill();
        int events = vcl.dispatch();
        int ready = 0;
        boolean sleeps = events == 0 && !wasSpinning && !vpp.isSignalled() && context.canBlock();
        if (sleeps || now - lastEpoll >= EPOLL_INTERVAL_NANOS) {
            lastEpoll = now;
            stats.asleep = sleeps;
            ready = epoll.run(iteration.of(context, sleeps, vpp.wakeBy(now)));
            if (sleeps) {
                lastEpoll = System.nanoTime();
                stats.slept(lastEpoll - iteration.activeNanos());
            }
            ready -= vpp.takeSignals();
        }
        // a handler may have closed a listener and noticed that VPP stopped
        vpp.settle();
        if (vpp.isDue(now) && vcl.events().size() == 0) {
            vpp.fetch(now);
            events += vcl.dispatch();
        }
        sawEvents = events > 0;
        if (wasSpinning && ready + events == 0) {
            stats.spun();
        }
        return ready + events;
    }

    private boolean isSpinning(long now) {
        return spinNanos > 0 && now - lastEvent < spinNanos;
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (handle instanceof NioIoHandle nioHandle) {
            return nio.register(nioHandle);
        }
        if (!(handle instanceof VclIoHandle vclHandle)) {
            return epoll.register(handle);
        }
        VclLoop vcl = loop;
        if (vcl == null) {
            throw new IllegalStateException("This event loop is no VCL worker", failure);
        }
        if (stopping) {
            throw new IllegalStateException("This event loop is shutting down");
        }
        return vcl.register(vclHandle);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return VclIoHandle.class.isAssignableFrom(handleType)
                || NioIoHandle.class.isAssignableFrom(handleType)
                || epoll.isCompatible(handleType);
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    /** Called once per iteration while shutting down. */
    @Override
    public void prepareToDestroy() {
        VclLoop vcl = loop;
        VppMonitor vpp = monitor;
        if (!stopping && vcl != null && vpp != null) {
            vpp.stop();
            vcl.closeAll();
        }
        stopping = true;
        nio.closeAll();
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        if (!stopping) {
            // a loop that is shut down by its own task without a quiet period does not iterate again (Netty 4.2)
            prepareToDestroy();
        }
        try {
            VclLoop vcl = loop;
            if (vcl != null) {
                linger(vcl);
                vcl.worker().stop();
            }
        } finally {
            nio.destroy();
            epoll.destroy();
        }
    }

    /** Keeps polling until VPP has had time to answer the last close and to send what is in datagram fifos. */
    private static void linger(VclLoop vcl) {
        // closing the remaining sessions would discard what they have to send
        long unsent = vcl.isEmpty() ? 0 : System.nanoTime();
        while ((isRecent(unsent) || isRecent(vcl.sessions().lastClose()))
                && !vcl.worker().isDetached()) {
            vcl.events().fetch();
            vcl.dispatch();
            LockSupport.parkNanos(LINGER_INTERVAL_NANOS);
        }
    }

    private static boolean isRecent(long nanoTime) {
        return nanoTime != 0 && System.nanoTime() - nanoTime < LINGER_NANOS;
    }
}
