/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.application.VclAttachException.Reason;
import io.github.vclspring.application.VclExit;
import io.github.vclspring.config.KernelDestinations;
import io.github.vclspring.session.VclSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A group of event loops, each of which is a VCL worker and also runs kernel channels (epoll TCP, UDP, Unix domain). A
 * connection stays on the loop that accepted it, because a session cannot leave its worker. Registering its channel
 * with this group registers it there.
 *
 * <p>The constructor starts all loops, one after the other. The first one attaches the application. A group has
 * {@link io.github.vclspring.config.VclConfig#workers()} loops, and an application has one group.
 */
public final class VclEventLoopGroup extends MultiThreadIoEventLoopGroup {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclEventLoopGroup.class);

    /** How long tasks may keep a loop from its sessions. Netty's default is a second. */
    private static final long TASK_QUANTUM_MILLIS = 100;

    private static final long PROGRESS_SECONDS = 5;

    /** VPP answers within milliseconds, unless it hangs. */
    private static final long ANSWER_SECONDS = 30;

    private final List<VclIoHandler> handlers;
    private volatile KernelDestinations kernelDestinations = KernelDestinations.NONE;

    /**
     * Starts the loops.
     *
     * @param application owned by the caller, who releases it after the group has
     *     {@linkplain #terminationFuture terminated}
     * @throws io.github.vclspring.application.VclAttachException if attaching fails or VPP refuses a worker; the group
     *     is then shut down
     */
    public VclEventLoopGroup(VclApplication application, ThreadFactory threadFactory) {
        this(application, threadFactory, new HandlerFactory(application));
    }

    private VclEventLoopGroup(VclApplication application, ThreadFactory threadFactory, HandlerFactory factory) {
        super(application.config().workers(), threadFactory, factory);
        handlers = List.copyOf(factory.handlers);
        Runnable stopper = () -> shutdownGracefully(0, 1, TimeUnit.SECONDS);
        VclExit.addStopper(stopper);
        terminationFuture().addListener(f -> VclExit.removeStopper(stopper));
        try {
            startLoops(
                    factory.handlers,
                    Math.max(
                            ANSWER_SECONDS, application.config().attachTimeout().toSeconds()));
        } catch (Throwable t) {
            shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw t;
        }
    }

    private void startLoops(List<VclIoHandler> handlers, long limitSeconds) {
        int index = 0;
        for (EventExecutor loop : this) {
            VclIoHandler handler = handlers.get(index++);
            Throwable failure = start(loop, handler, limitSeconds);
            if (failure != null) {
                // rethrown here, because the loop's thread caught it
                throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
            }
        }
    }

    private static @Nullable Throwable start(EventExecutor loop, VclIoHandler handler, long limitSeconds) {
        try {
            return await(loop.submit(handler::failure), loop, limitSeconds);
        } catch (RejectedExecutionException e) {
            return interrupted("The event loops were stopped while they started", e);
        }
    }

    /**
     * Describes the sessions and listeners of all loops, one page at a time. Blocks until the loops have answered, so
     * do not call it on an event loop.
     *
     * @param offset number of sessions to skip, at least 0
     * @param limit maximum number of sessions, at least 0
     * @param timeout how long to wait for the loops' answers, in each of two rounds
     */
    public VclSessionList sessions(int offset, int limit, Duration timeout) throws InterruptedException {
        return VclSessionList.of(handlers, this, offset, limit, timeout);
    }

    /** Returns the kernel destinations of channels that were created without any. */
    public KernelDestinations kernelDestinations() {
        return kernelDestinations;
    }

    /** Sets the kernel destinations of channels that were created without any and connect from now on. Any thread. */
    public void setKernelDestinations(KernelDestinations kernelDestinations) {
        this.kernelDestinations = kernelDestinations;
    }

    private static @Nullable Throwable await(Future<@Nullable Throwable> started, EventExecutor loop, long limit) {
        for (long waited = 1; ; waited++) {
            try {
                return started.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                if (waited % PROGRESS_SECONDS == 0) {
                    LOGGER.info("VPP has not answered the registration of {} for {} s", loop, waited);
                }
                if (VclExit.hasBegun()) {
                    return interrupted("The JVM is shutting down, and VPP has not answered for " + waited + " s", e);
                }
                if (waited >= limit) {
                    return new VclAttachException(
                            Reason.NO_ANSWER,
                            "VPP accepted the connection to its app socket, and has not answered for " + waited + " s",
                            "Look at VPP: is it stopped ('ps -o stat,cmd -C vpp'), or busy ('vppctl show runtime')?"
                                    + " Then restart this process: its thread cannot be called back.",
                            e);
                }
            } catch (ExecutionException e) {
                return e.getCause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return interrupted("The thread that starts the event loops was interrupted", e);
            }
        }
    }

    private static VclAttachException interrupted(String message, Exception cause) {
        return new VclAttachException(
                Reason.INTERRUPTED, message, "Look for what ended the process, or interrupted its start.", cause);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory ioHandlerFactory, Object... args) {
        return new SingleThreadIoEventLoop(
                this,
                executor,
                ioHandlerFactory,
                Integer.MAX_VALUE,
                RejectedExecutionHandlers.reject(),
                TASK_QUANTUM_MILLIS);
    }

    @Override
    public ChannelFuture register(Channel channel) {
        EventLoop owner = owner(channel);
        return owner == null ? super.register(channel) : owner.register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        EventLoop owner = owner(promise.channel());
        return owner == null ? super.register(promise) : owner.register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        EventLoop owner = owner(channel);
        return owner == null ? super.register(channel, promise) : owner.register(channel, promise);
    }

    /** Returns the loop that opened the channel's session, or null if there is none. */
    private @Nullable EventLoop owner(Channel channel) {
        VclSession session = channel.unsafe() instanceof VclIoHandle handle ? handle.session() : null;
        if (session != null) {
            for (VclIoHandler handler : handlers) {
                EventLoop owner = handler.ownerOf(session);
                if (owner != null) {
                    return owner;
                }
            }
        }
        return null;
    }

    private static final class HandlerFactory implements IoHandlerFactory {

        private final VclApplication application;
        private final List<VclIoHandler> handlers = Collections.synchronizedList(new ArrayList<>());

        HandlerFactory(VclApplication application) {
            this.application = application;
        }

        @Override
        public IoHandler newHandler(ThreadAwareExecutor executor) {
            VclIoHandler handler = new VclIoHandler(application, executor);
            handlers.add(handler);
            return handler;
        }

        /** A worker is bound to its thread (vppcom.c {@code __vcl_worker_index}). */
        @Override
        public boolean isChangingThreadSupported() {
            return false;
        }
    }
}
