/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclCloseCause;
import io.github.vclspring.config.KernelDestinations;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.eventloop.VclIoEvent;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.NumericAddress;
import io.github.vclspring.session.VclErrors;
import io.github.vclspring.session.VclSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.UnixChannelUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.StringUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection over VPP, accepted by a {@link io.github.vclspring.channel.server.VclServerSocketChannel} or
 * outbound. An outbound connection to one of its {@link KernelDestinations} uses a kernel socket instead, on the same
 * event loop and with the same semantics; see {@link #transport}. {@code connect} decides which, and no resource is
 * acquired before.
 *
 * <p>Therefore {@code bind} reserves nothing. The address is bound by {@code connect}, which fails with a
 * {@link BindException} if it is in use. If port 0 was requested, {@link #localAddress} has port 0 until then. VPP
 * could not reserve an address either: it lets connections to different remote addresses share a local one, so "in use"
 * depends on both (transport.c {@code transport_alloc_local_endpoint}, 26.06). VPP does not check whether the address
 * is one of its own.
 *
 * <p>VPP differs from the kernel as follows:
 *
 * <ul>
 * <li>An application cannot connect over VPP to an address that it listens on itself.
 * <li>A connection between two applications on one VPP (cut-through) has no half-closure.
 * <li>VPP drops a connection two seconds after the peer's FIN ({@code tcp { closewait-time }}). So all received data is
 * read from VPP when the FIN arrives, and kept in memory until it is requested: at most {@code vcl.rx-fifo-size}.
 * </ul>
 */
public final class VclSocketChannel extends AbstractDuplexChannel implements SocketChannel {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclSocketChannel.class);

    private final VclSocketChannelConfig config = new VclSocketChannelConfig(this);
    private final StreamConnector connector = new StreamConnector(this);
    private final StreamReader reader = new StreamReader(this);
    private final StreamWriter writer = new StreamWriter(this);
    private final VclStreamSocket vclSocket = new VclStreamSocket(this);
    /** Null for those of the event loop group. */
    private final @Nullable KernelDestinations kernelDestinations;

    private volatile StreamSocket socket = vclSocket;
    private @Nullable UnclaimedChild unclaimed;
    private @Nullable InetSocketAddress bindAddress;

    /** The cause to record if the channel is closed now. */
    private VclCloseCause closeCause = VclCloseCause.CONNECT_FAILED;

    /**
     * Creates an outbound connection, to be registered and connected. It has the {@linkplain
     * VclEventLoopGroup#kernelDestinations() kernel destinations} of the event loop group that it is registered with.
     */
    public VclSocketChannel() {
        super(null);
        kernelDestinations = null;
    }

    /** Creates an outbound connection, to be registered and connected. */
    public VclSocketChannel(KernelDestinations kernelDestinations) {
        super(null);
        this.kernelDestinations = kernelDestinations;
    }

    /** Creates an accepted connection, to be registered with the loop that accepted it. */
    @Internal
    public VclSocketChannel(ServerSocketChannel parent, VclLoop loop, VclSession session) {
        super(parent, loop, session);
        kernelDestinations = KernelDestinations.NONE;
        setAddresses(session.localAddress(), session.peer());
        established();
    }

    /** Called before the channel is passed to another loop, from which it returns to be registered. */
    @Internal
    public void leavesLoop() {
        unclaimed = new UnclaimedChild(loop(), this, session());
    }

    /** Called when the connection is established. */
    void established() {
        int worker = transport() == VclTransport.VCL ? loop().worker().index() : -1;
        attr(VclConnection.KEY).set(new VclConnection(transport(), worker, localAddress0(), remoteAddress0()));
        closeCause = VclCloseCause.LOCAL;
        setActive(true);
    }

    /** Records why the connection is about to end. */
    void endsBy(VclCloseCause cause) {
        closeCause = cause;
    }

    /** Returns the transport; {@link VclTransport#VCL} until {@code connect} has chosen one. Any thread. */
    public VclTransport transport() {
        return socket.transport();
    }

    StreamSocket socket() {
        return socket;
    }

    StreamSocket chooseSocket(InetSocketAddress remote) {
        KernelDestinations own = kernelDestinations;
        KernelDestinations destinations = own != null ? own : ofEventLoopGroup();
        if (destinations.contains(remote)) {
            socket = new KernelStreamSocket(this);
        }
        return socket;
    }

    private KernelDestinations ofEventLoopGroup() {
        return eventLoop().parent() instanceof VclEventLoopGroup group
                ? group.kernelDestinations()
                : KernelDestinations.NONE;
    }

    @Override
    public @Nullable ServerSocketChannel parent() {
        return (ServerSocketChannel) super.parent();
    }

    @Override
    public VclSocketChannelConfig config() {
        return config;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        // unlike Netty, do not cache: the port is known only when connected
        return (InetSocketAddress) localAddress0();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) super.remoteAddress();
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new StreamUnsafe();
    }

    @Override
    protected void doBind(SocketAddress local) {
        // there is no session to bind before the connect
        bindAddress = resolved(local);
        setAddresses(NumericAddress.of(bindAddress), null);
    }

    @Override
    protected void doClose() throws Exception {
        bothAreShutdown();
        connector.abandon();
        reader.release();
        writer.release();
        super.doClose();
        socket.close();
        connector.forget();
    }

    @Override
    protected void doDeregister() {
        super.doDeregister();
        socket.cancel();
    }

    @Override
    protected void registered() throws IOException {
        UnclaimedChild accepted = unclaimed;
        if (accepted != null) {
            accepted.claim();
            unclaimed = null;
        }
        if (hasSession() && session().isLost()) {
            // VPP stopped before it was registered, and its fifos are unmapped
            eventLoop().execute(() -> fail(VclErrors.vppStopped()));
        } else {
            socket.epollAdd();
        }
    }

    @Override
    protected void closeSession(VclSession ended) {
        UnclaimedChild accepted = unclaimed;
        if (accepted == null) {
            closeNow(ended);
        } else if (loop().eventLoop().inEventLoop()) {
            accepted.close();
        } else {
            // rejected before it was registered, on a thread that is not the session's
            try {
                loop().eventLoop().execute(accepted::close);
            } catch (RejectedExecutionException e) {
                LOGGER.debug("{} has ended, and has closed its sessions", loop().eventLoop(), e);
            }
        }
    }

    /** Closes a session. Only on its loop. */
    void closeNow(VclSession ended) {
        loop().stats().countClosed(closeCause);
        if (config.getSoLinger() == 0 && ended.closesAfter() == VclSession.CloseAfter.NOTHING) {
            ended.resetOnClose();
        }
        loop().close(ended);
    }

    @Override
    protected void doShutdownOutput() throws IOException {
        if (!isActive()) {
            throw new NotYetConnectedException();
        }
        outputIsShutdown();
        if (socket.isOpen()) {
            socket.shutdownOutput(reader.hasEnded());
        }
    }

    @Override
    void doShutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf buffer) {
            return UnixChannelUtil.isBufferCopyNeededForWrite(buffer) ? newDirectBuffer(buffer) : buffer;
        }
        if (message instanceof FileRegion) {
            return message;
        }
        throw new UnsupportedOperationException("unsupported message type: " + StringUtil.simpleClassName(message)
                + " (expected: ByteBuf, FileRegion)");
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (!socket.isOpen()) {
            throw new ClosedChannelException();
        }
        writer.write(in);
    }

    StreamUnsafe streamUnsafe() {
        return (StreamUnsafe) unsafe();
    }

    void closeNow() {
        unsafe().close(voidPromise());
    }

    /** Handles an event, in the order of Netty's epoll transport: connect and write, read, the end of the stream. */
    void ready(boolean readable, boolean writable, boolean hangUp, boolean failed) {
        if (connector.isPending()) {
            connector.finish(failed);
        } else if (writable) {
            writer.roomAgain();
        }
        if (readable && isActive()) {
            streamUnsafe().setReadReady(true);
            streamUnsafe().readIfWanted();
        }
        if (hangUp && isActive()) {
            reader.readToTheEnd();
            if (isActive() && socket.isOpen() && !isOutputShutdown()) {
                socket.epollAfterEnd();
            }
        }
    }

    /** Closes a lost connection, after failing the pending connect or notifying the pipeline. */
    private void fail(IOException cause) {
        closeCause = VclCloseCause.DETACHED;
        if (!connector.fail(cause) && isActive()) {
            pipeline().fireExceptionCaught(cause);
        }
        closeNow();
    }

    /** Gives {@link StreamConnector}, {@link StreamReader} and {@link StreamWriter} access to Netty's unsafe. */
    final class StreamUnsafe extends VclUnsafe {

        @Override
        public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
            // stays cancellable, because cancelling the promise aborts the connect
            if (promise.isDone() || !ensureOpen(promise)) {
                return;
            }
            boolean busy = connector.isPending() || isActive();
            try {
                InetSocketAddress local = localAddress == null ? bindAddress : resolved(localAddress);
                if (!busy) {
                    // an outbound session is in the epoll set before the stream can end
                    reader.endWillBeReported();
                }
                connector.connect(resolved(remoteAddress), local, promise);
            } catch (Throwable t) {
                promise.tryFailure(annotated(t, remoteAddress));
                if (!busy && (hasSession() || transport() == VclTransport.KERNEL)) {
                    close(voidPromise());
                } else {
                    closeIfClosed();
                }
            }
        }

        @Override
        public void handle(IoRegistration registration, IoEvent ioEvent) {
            VclIoEvent event = (VclIoEvent) ioEvent;
            if (event.isVppStopped()) {
                if (hasSession()) {
                    fail(VclErrors.vppStopped());
                }
                return;
            }
            ready(event.isReadable(), event.isWritable(), event.isHangUp(), event.isFailure());
        }

        @Override
        protected @Nullable Executor prepareToClose() {
            if (!socket.isOpen() || !socket.lingers()) {
                return null;
            }
            // close(2) would block the event loop until the peer has received everything
            doDeregister();
            return GlobalEventExecutor.INSTANCE;
        }

        @Override
        protected void read() {
            reader.readSome(false);
        }

        @Override
        protected void flush0() {
            if (!writer.waitsForRoom()) {
                super.flush0();
            }
        }

        void flushNow() {
            super.flush0();
        }

        /** Keeps a {@link BindException}, which Netty would turn into another {@link java.net.SocketException}. */
        Throwable annotated(Throwable cause, SocketAddress remoteAddress) {
            return cause instanceof BindException ? cause : annotateConnectException(cause, remoteAddress);
        }
    }
}
