/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.server;

import io.github.vclspring.channel.AbstractVclChannel;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.session.NumericAddress;
import io.github.vclspring.session.VclSession;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP server over VPP. It listens on every loop of its {@link VclEventLoopGroup}. VPP distributes connections
 * round-robin, and each stays on the loop that accepted it. The promise of {@link #bind(SocketAddress, ChannelPromise)}
 * completes when all loops listen. If one cannot, it fails and all listeners are closed. A loop that is busy for more
 * than a second is not waited for, and joins later.
 *
 * <p>Port 0 is resolved here, because VPP would listen on port 0. The backlog is ignored, because VPP has none.
 */
public final class VclServerSocketChannel extends AbstractChannel implements ServerSocketChannel {

    /** The acceptors of Netty 4.2 and Reactor Netty 1.3. */
    private static final Set<String> ACCEPTORS = Set.of(
            "io.netty.bootstrap.ServerBootstrap$ServerBootstrapAcceptor",
            "reactor.netty.transport.ServerTransport$Acceptor");

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final VclServerSocketChannelConfig config = new VclServerSocketChannelConfig(this);
    private final VclListeners listeners = new VclListeners(this);
    private @Nullable IoRegistration registration;
    private @Nullable Future<?> onOtherLoops;
    private volatile boolean open = true;
    private volatile boolean acceptRequested;
    private volatile @Nullable InetSocketAddress local;

    /** Creates a server, to be registered with a {@link VclEventLoopGroup} and bound. */
    public VclServerSocketChannel() {
        super(null);
    }

    @Override
    public VclServerSocketChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && local != null;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof IoEventLoop ioLoop && ioLoop.isCompatible(VclIoHandle.class);
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new ServerUnsafe();
    }

    /** Registers the server itself, so that its loop closes it even if not bound. Listeners register themselves. */
    @Override
    protected void doRegister(ChannelPromise promise) {
        ((IoEventLoop) eventLoop()).register((ServerUnsafe) unsafe()).addListener(future -> {
            if (future.isSuccess()) {
                registration = (IoRegistration) future.getNow();
                promise.setSuccess();
            } else {
                promise.setFailure(future.cause());
            }
        });
    }

    @Override
    protected void doDeregister() {
        IoRegistration current = registration;
        if (current != null) {
            registration = null;
            current.cancel();
        }
    }

    @Override
    public ChannelFuture bind(SocketAddress localAddress) {
        return bind(localAddress, newPromise());
    }

    @Override
    public ChannelFuture bind(SocketAddress localAddress, ChannelPromise promise) {
        if (!promise.setUncancellable()) {
            return promise;
        }
        ChannelPromise first = newPromise();
        first.addListener(bound -> {
            Future<?> others = onOtherLoops;
            if (!bound.isSuccess() || others == null) {
                promise.tryFailure(bound.cause());
                return;
            }
            others.addListener(all -> {
                if (all.isSuccess()) {
                    promise.trySuccess();
                } else {
                    // doBind closes it
                    closeFuture().addListener(closed -> promise.tryFailure(all.cause()));
                }
            });
        });
        super.bind(localAddress, first);
        return promise;
    }

    /** Listens on this channel's own loop, and starts to on the others, for which {@link #bind} waits. */
    @Override
    protected void doBind(SocketAddress localAddress) throws IOException {
        if (local != null) {
            throw new AlreadyBoundException();
        }
        InetSocketAddress wanted = NumericAddress.of(AbstractVclChannel.resolved(localAddress));
        InetSocketAddress address = listeners.openHere(wanted);
        local = address;
        onOtherLoops = listeners.openElsewhere(address);
        onOtherLoops.addListener(all -> {
            if (!all.isSuccess()) {
                // a bind through the pipeline does not wait for the other loops
                close();
            }
        });
    }

    @Override
    protected void doClose() {
        open = false;
        local = null;
        if (isRegistered()) {
            listeners.close();
        }
        doDeregister();
    }

    /** Closes the server when one of its loops shuts down. The server's own loop closes it through its registration. */
    void closeFromLoop(VclListener listener) {
        if (listeners.remove(listener) && open && !eventLoop().isShuttingDown()) {
            close();
        }
    }

    /** Returns whether to accept connections now. Called on all loops. */
    boolean wantsAccept() {
        return open && (acceptRequested || config.isAutoRead());
    }

    @Override
    protected void doBeginRead() {
        boolean was = acceptRequested;
        acceptRequested = true;
        if (!was) {
            listeners.resume();
        }
    }

    /** Cancels an accept that was requested before {@code autoRead} was turned off. */
    void autoReadCleared() {
        acceptRequested = false;
    }

    /**
     * Delivers an accepted connection, to be registered with the loop that accepted it. Only on that loop.
     *
     * @return whether {@link #acceptComplete} must be called afterwards
     */
    boolean accepted(VclSocketChannel child) {
        if (!config.isAutoRead()) {
            // before the next one can be requested
            acceptRequested = false;
        }
        ChannelHandlerContext acceptor = acceptor();
        if (acceptor != null) {
            // bypass the server's own loop, which may be busy: the child's loop can do all that is needed
            deliver(child, acceptor);
            return !config.isAutoRead();
        }
        child.leavesLoop();
        EventLoop home = eventLoop();
        if (home.inEventLoop()) {
            deliver(child);
            return true;
        }
        try {
            home.execute(() -> deliver(child));
        } catch (RejectedExecutionException e) {
            child.unsafe().closeForcibly();
        }
        return true;
    }

    /**
     * Returns the acceptor of Netty or Reactor Netty if it is the pipeline's only handler, otherwise null. An acceptor
     * uses nothing but the child, and may be called on any loop.
     */
    private @Nullable ChannelHandlerContext acceptor() {
        ChannelHandlerContext first = pipeline().firstContext();
        return first != null
                        && first == pipeline().lastContext()
                        && ACCEPTORS.contains(first.handler().getClass().getName())
                ? first
                : null;
    }

    private void deliver(VclSocketChannel child, ChannelHandlerContext acceptor) {
        try {
            ((ChannelInboundHandler) acceptor.handler()).channelRead(acceptor, child);
        } catch (Throwable t) {
            child.unsafe().closeForcibly();
            pipeline().fireExceptionCaught(t);
        }
    }

    private void deliver(VclSocketChannel child) {
        if (open) {
            pipeline().fireChannelRead(child);
        } else {
            // a closed server's pipeline has no acceptor, and would drop the child without closing it
            child.unsafe().closeForcibly();
        }
    }

    void acceptComplete() {
        pipeline().fireChannelReadComplete();
    }

    void acceptFailed(IOException cause) {
        pipeline().fireExceptionCaught(cause);
    }

    /** Reports that VPP refuses to listen, as after a restart until it has its address. The listener retries. */
    void listenFailed(IOException cause) {
        pipeline().fireUserEventTriggered(new ListenFailure(cause));
    }

    /** Fired if a listener could not listen after a restart of VPP or after the bind completed. It retries. */
    record ListenFailure(IOException cause) {}

    @Override
    protected void doDisconnect() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        throw new UnsupportedOperationException();
    }

    private final class ServerUnsafe extends AbstractUnsafe implements VclIoHandle {

        @Override
        public @Nullable VclSession session() {
            return null;
        }

        @Override
        public void handle(IoRegistration source, IoEvent event) {}

        @Override
        public void close() {
            close(voidPromise());
        }

        /** Closes the server only after no loop listens any more. */
        @Override
        protected @Nullable Executor prepareToClose() {
            if (!isRegistered() || eventLoop().isShuttingDown()) {
                // a loop that shuts down must not wait for another
                return null;
            }
            open = false;
            List<Future<?>> elsewhere = listeners.close();
            return elsewhere.isEmpty()
                    ? null
                    : close -> listeners.all(elsewhere).addListener(closed -> close.run());
        }

        @Override
        public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
            promise.tryFailure(new UnsupportedOperationException());
        }
    }
}
