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
 * A TCP server over VPP. It listens on every loop of its {@link VclEventLoopGroup}: VPP distributes the connections round-robin,
 * and each stays on the loop that accepted it. The promise of {@link #bind(SocketAddress, ChannelPromise)} completes when
 * all loops listen, or fails when one cannot, with all undone. A loop that is busy for more than a second is not waited for:
 * it joins when it can.
 *
 * <p>Port 0 is resolved here: VPP would listen on port 0. The backlog is ignored: VPP has none.
 */
public final class VclServerSocketChannel extends AbstractChannel implements ServerSocketChannel {

    /** Acceptors of Netty 4.2 and Reactor Netty 1.3. */
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

    /** A server, to be registered with a {@link VclEventLoopGroup} and bound. */
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

    /** The listeners have registrations of their own; by the server's its loop closes it, also before it is bound. */
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

    /** Listens on this channel's own loop, and begins to on the others: {@link #bind} waits for them. */
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
                // whoever bound it by the pipeline does not wait
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

    /** A loop is being shut down; the server's own one closes it by its registration. */
    void closeFromLoop(VclListener listener) {
        if (listeners.remove(listener) && open && !eventLoop().isShuttingDown()) {
            close();
        }
    }

    /** Returns whether connections are to be accepted now. Read by all loops. */
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

    /** Accepting that was asked for before {@code autoRead} was switched off is not done any more. */
    void autoReadCleared() {
        acceptRequested = false;
    }

    /**
     * Hands over connections that a loop has accepted, to be registered with that loop. Only on that loop.
     *
     * @return whether {@link #acceptComplete} is to follow
     */
    boolean accepted(VclSocketChannel child) {
        if (!config.isAutoRead()) {
            // before anybody can ask for the next one
            acceptRequested = false;
        }
        ChannelHandlerContext acceptor = acceptor();
        if (acceptor != null) {
            // the server's own loop may be busy: what the child needs of it, its own loop can do
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
     * The handler of a pipeline that has just an acceptor, of Netty's or Reactor Netty's: these use nothing but the child, and
     * may be called on any loop. Null where there are other handlers.
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
            // a closed server's pipeline has no acceptor any more, and would just drop it
            child.unsafe().closeForcibly();
        }
    }

    void acceptComplete() {
        pipeline().fireChannelReadComplete();
    }

    void acceptFailed(IOException cause) {
        pipeline().fireExceptionCaught(cause);
    }

    /** VPP is back and refuses to listen, as it does until its interface has its address; the listener retries. */
    void listenFailed(IOException cause) {
        pipeline().fireUserEventTriggered(new ListenFailure(cause));
    }

    /** A server could not listen again after a restart of VPP; it retries. */
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

        /** A server is closed when no loop listens any more. */
        @Override
        protected @Nullable Executor prepareToClose() {
            if (!isRegistered() || eventLoop().isShuttingDown()) {
                // a loop that ends waits for no other
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
