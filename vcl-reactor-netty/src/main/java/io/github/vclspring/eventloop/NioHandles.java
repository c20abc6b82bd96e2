/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The NIO datagram channels of one event loop. Reactor Netty creates them if a protocol family is configured
 * (UdpServerConfig and UdpClientConfig, 1.3).
 *
 * <p>The loop sleeps in epoll, which cannot wait for a selector. From the first such channel on, a separate thread
 * therefore runs a selector, and the loop handles what is ready.
 */
final class NioHandles {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(NioHandles.class);

    private final Executor loop;
    private final Set<Registration> registrations = new HashSet<>();
    private @Nullable IoEventLoopGroup selectors;

    NioHandles(Executor loop) {
        this.loop = loop;
    }

    /**
     * Registers a channel. As all methods here unless they state otherwise, only on the loop.
     *
     * @throws IllegalStateException if it is not a datagram channel: TCP would go over the kernel unnoticed
     */
    IoRegistration register(NioIoHandle handle) {
        if (!(handle.selectableChannel() instanceof DatagramChannel)) {
            throw new IllegalStateException(
                    "Of NIO's channels only datagram channels run on VCL's event loops. Use VclSocketChannel and"
                            + " VclServerSocketChannel for TCP over VCL, epoll's channels for TCP over the kernel");
        }
        IoEventLoopGroup group = selectors;
        if (group == null) {
            String name = Thread.currentThread().getName() + "-nio";
            group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
            selectors = group;
        }
        Registration registration = new Registration(handle, group.next());
        registrations.add(registration);
        registration.begin();
        handle.registered();
        return registration;
    }

    /** Closes all channels. */
    void closeAll() {
        for (Registration registration : List.copyOf(registrations)) {
            registration.close();
        }
    }

    /** Stops the selector's thread. */
    void destroy() {
        IoEventLoopGroup group = selectors;
        if (group != null) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }

    private static void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOGGER.trace("{} has ended", executor, e);
        }
    }

    /** Connects the channel's registration with the loop and its registration with the selector. */
    private final class Registration implements IoRegistration {

        private final NioIoHandle handle;
        private final IoEventLoop selector;
        private final Key key = new Key();
        private boolean cancelled;

        /** Only on the selector's thread; null until it has registered the channel. */
        private @Nullable IoRegistration selected;

        /** Whether the loop has yet to handle what was ready. Only on the selector's thread. */
        private boolean handedOver;

        Registration(NioIoHandle handle, IoEventLoop selector) {
            this.handle = handle;
            this.selector = selector;
        }

        void begin() {
            selector.register(new Selected()).addListener((Future<IoRegistration> registered) -> {
                if (registered.isSuccess()) {
                    selected = registered.getNow();
                    select();
                } else {
                    LOGGER.warn("{} was not registered with a selector", handle, registered.cause());
                    execute(loop, this::close);
                }
            });
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface declares it
        public <T> T attachment() {
            return (T) key;
        }

        @Override
        public long submit(IoOps ops) {
            if (cancelled) {
                return -1;
            }
            key.interestOps(((NioIoOps) ops).value());
            execute(selector, this::select);
            return key.interestOps();
        }

        @Override
        public boolean isValid() {
            return !cancelled;
        }

        @Override
        public boolean cancel() {
            if (cancelled) {
                return false;
            }
            cancelled = true;
            registrations.remove(this);
            execute(selector, this::deselect);
            handle.unregistered();
            return true;
        }

        void close() {
            try {
                handle.close();
            } catch (Exception e) {
                LOGGER.debug("{} was not closed", handle, e);
            }
        }

        /** Only on the selector's thread, like {@link #deselect}. */
        private void select() {
            IoRegistration registration = selected;
            if (registration != null && registration.isValid() && !handedOver) {
                registration.submit(NioIoOps.valueOf(key.interestOps()));
            }
        }

        private void deselect() {
            IoRegistration registration = selected;
            if (registration != null) {
                registration.cancel();
            }
        }

        private void handle(NioIoOps ready) {
            if (!cancelled) {
                handle.handle(this, (NioIoEvent) () -> ready);
            }
            execute(selector, () -> {
                handedOver = false;
                select();
            });
        }

        /** Only on the selector's thread. */
        private final class Selected implements NioIoHandle {

            @Override
            public SelectableChannel selectableChannel() {
                return handle.selectableChannel();
            }

            @Override
            public void handle(IoRegistration registration, IoEvent event) {
                NioIoOps ready = ((NioIoEvent) event).ops();
                // until the loop has read or written, the selector would report the same again and again
                handedOver = true;
                registration.submit(NioIoOps.NONE);
                execute(loop, () -> Registration.this.handle(ready));
            }

            /** Called when the selector ends. The loop has already closed the channel. */
            @Override
            public void close() {}
        }
    }

    /**
     * The operations that a channel is interested in. The selector's own key has fewer while the loop handles what was
     * ready.
     */
    private static final class Key extends SelectionKey {

        private volatile int interest;

        @Override
        public int interestOps() {
            return interest;
        }

        @Override
        public SelectionKey interestOps(int ops) {
            interest = ops;
            return this;
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public int readyOps() {
            return 0;
        }

        @Override
        public void cancel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SelectableChannel channel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Selector selector() {
            throw new UnsupportedOperationException();
        }
    }
}
