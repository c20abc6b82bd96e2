/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclCloseCause;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.github.vclspring.vppcom.VppcomProto;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.UnixChannelUtil;
import io.netty.util.internal.StringUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection over VPP: accepted by a {@link VclServerSocketChannel}, or outbound.
 *
 * <p>What VPP does otherwise than a kernel: an application cannot connect to an address of its own VPP that it listens on
 * itself; a connection between two applications on one VPP (cut-through) has no half-closure; two seconds after the peer's
 * FIN ({@code tcp { closewait-time }}) VPP drops the connection, which is why everything that was received is read as soon
 * as the FIN is there, even if reading was not asked for.
 */
public final class VclSocketChannel extends AbstractVclChannel implements SocketChannel {

    private static final long STARVED_RETRY_MILLIS = 5;

    private final VclSocketChannelConfig config = new VclSocketChannelConfig(this);
    private final VclStreamWriter writer = new VclStreamWriter(this);
    private final @Nullable EventLoop owner;
    private final @Nullable VclLoop ownerLoop;
    private @Nullable PendingConnect pendingConnect;
    private @Nullable InetSocketAddress bindAddress;
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;
    private boolean inputEnded;
    private boolean waitsForRoom;

    /** What {@link VclCloseCause} a close has now. */
    private VclCloseCause closeCause = VclCloseCause.CONNECT_FAILED;

    /** Whether VCL tells when there is room. An accepted session asks for that when it needs it. */
    private boolean watchesRoom;

    /** Whether VCL has told, or will tell, of the stream's end: one that came before the session was accepted it may not. */
    private boolean endIsTold;

    /** An outbound connection, to be registered and connected. */
    public VclSocketChannel() {
        super(null);
        owner = null;
        ownerLoop = null;
    }

    /** An accepted connection, to be registered with the loop that accepted it. */
    VclSocketChannel(
            VclServerSocketChannel parent,
            EventLoop owner,
            VclLoop ownerLoop,
            int session,
            InetSocketAddress local,
            InetSocketAddress remote) {
        super(parent);
        this.owner = owner;
        this.ownerLoop = ownerLoop;
        setSession(session);
        setAddresses(local, remote);
        setActive(true);
        closeCause = VclCloseCause.LOCAL;
        attr(VclConnection.KEY)
                .set(new VclConnection(
                        VclConnection.Transport.VCL, ownerLoop.worker().index(), local, remote));
    }

    /** The only loop that it can be registered with; null if any will do. */
    @Nullable
    EventLoop owner() {
        return owner;
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
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) super.remoteAddress();
    }

    @Override
    protected boolean isCompatible(EventLoop eventLoop) {
        return super.isCompatible(eventLoop) && (owner == null || owner == eventLoop);
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new StreamUnsafe();
    }

    @Override
    protected void doBind(SocketAddress local) {
        // there is no session before the connect, which binds it
        bindAddress = resolved(local);
        setAddresses(bindAddress, null);
    }

    /** Starts to connect. The session is watched at once: VCL reports the outcome only to who watches already. */
    private void startConnect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        VclLoop loop = loop();
        if (loop.worker().isDetached()) {
            // VCL would follow a null pointer (vppcom.c vppcom_session_connect, 26.06)
            throw VclErrors.connectWhileDetached(remote);
        }
        Vppcom vppcom = loop.vppcom();
        int handle = vppcom.sessionCreate(VppcomProto.TCP, 1);
        if (handle < 0) {
            throw VclErrors.io("vppcom_session_create", handle);
        }
        setSession(handle);
        loop.stats().openSessions++;
        loop.stats().connects++;
        config.apply(loop, handle);
        if (local != null) {
            int result = vppcom.sessionBind(handle, loop.endpoint().set(local).address());
            if (result < 0) {
                throw VclErrors.bind("vppcom_session_bind", result, 0, local);
            }
        }
        int result = vppcom.sessionConnect(handle, loop.endpoint().set(remote).address());
        if (result < 0 && result != Errno.EINPROGRESS) {
            throw VclErrors.connect(result);
        }
        watchesRoom = true;
        endIsTold = true;
        submit(VclIoOps.STREAM);
    }

    @Override
    protected void doClose() throws Exception {
        inputShutdown = true;
        outputShutdown = true;
        PendingConnect connect = pendingConnect;
        if (connect != null) {
            connect.cancelTimeout();
            connect.promise().tryFailure(new ClosedChannelException());
        }
        super.doClose();
        pendingConnect = null;
    }

    /** Reading that was asked for before {@code autoRead} was switched off is not done any more. */
    void autoReadCleared() {
        if (isRegistered()) {
            onLoop(voidPromise(), () -> {
                if (!config.isAutoRead()) {
                    ((StreamUnsafe) unsafe()).readDone();
                }
            });
        }
    }

    @Override
    void sessionRegistered() {
        super.sessionRegistered();
        if (loop().worker().isDetached()) {
            eventLoop().execute(() -> ((StreamUnsafe) unsafe()).fail(VclErrors.vppGone()));
        }
    }

    @Override
    void closeSession(int handle) {
        EventLoop loop = owner;
        VclLoop accepting = ownerLoop;
        if (loop != null && accepting != null && !loop.inEventLoop()) {
            // refused before it was registered: the thread that refuses is not the session's
            loop.execute(() -> closeSession(accepting, handle));
        } else {
            closeSession(accepting != null ? accepting : loop(), handle);
        }
    }

    private void closeSession(VclLoop loop, int handle) {
        loop.stats().countClosed(closeCause);
        if (pendingConnect != null && !loop.worker().isDetached()) {
            AbandonedConnect.take(loop, handle);
            return;
        }
        if (config.getSoLinger() == 0 && loop.hasTerminate()) {
            loop.vppcom().sessionTerminate(handle);
        }
        loop.close(handle);
    }

    @Override
    protected void doShutdownOutput() {
        if (!isActive()) {
            throw new NotYetConnectedException();
        }
        outputShutdown = true;
        if (!hasSession()) {
            return;
        }
        if (inputEnded) {
            // VPP ignores SHUT_WR after the peer's FIN, and nothing is left to be read: the FIN goes out by closing
            int handle = session();
            doDeregister();
            setSession(NO_SESSION);
            closeSession(handle);
        } else {
            loop().vppcom().sessionShutdown(session(), Vppcom.SHUT_WR);
        }
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
        if (!hasSession()) {
            throw new ClosedChannelException();
        }
        switch (writer.write(in)) {
            case DONE -> waitsForRoom = false;
            case FULL -> {
                waitsForRoom = true;
                if (!watchesRoom) {
                    watchesRoom = true;
                    submit(VclIoOps.STREAM);
                }
            }
            case MORE -> eventLoop().execute(((StreamUnsafe) unsafe()).flushTask);
            case STARVED -> {
                waitsForRoom = true;
                ((StreamUnsafe) unsafe()).retryLater();
            }
        }
    }

    /** VCL refuses to write: the connection is gone. */
    IOException writeFailed(String call, int result) {
        closeCause = VclCloseCause.RESET;
        return VclErrors.io(call, result);
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public boolean isShutdown() {
        return inputShutdown && outputShutdown;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return onLoop(promise, () -> {
            if (!isActive()) {
                promise.setFailure(isOpen() ? new NotYetConnectedException() : new ClosedChannelException());
                return;
            }
            inputShutdown = true;
            promise.setSuccess();
        });
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        return onLoop(promise, () -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownOutput()
                .addListener(output -> shutdownInput().addListener(input -> {
                    Throwable cause = output.cause() != null ? output.cause() : input.cause();
                    if (cause == null) {
                        promise.setSuccess();
                    } else {
                        promise.setFailure(cause);
                    }
                }));
        return promise;
    }

    private ChannelFuture onLoop(ChannelPromise promise, Runnable action) {
        EventLoop loop = eventLoop();
        if (loop.inEventLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
        return promise;
    }

    private final class StreamUnsafe extends VclUnsafe {

        private final Runnable flushTask = this::roomAgain;
        private final Runnable retryTask = this::retry;
        private boolean retryScheduled;

        @Override
        public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
            // stays cancellable: cancelling the promise is how a connect is given up
            if (promise.isDone() || !ensureOpen(promise)) {
                return;
            }
            try {
                if (pendingConnect != null) {
                    throw new ConnectionPendingException();
                }
                requireNotConnected();
                InetSocketAddress remote = resolved(remoteAddress);
                InetSocketAddress local = localAddress == null ? bindAddress : resolved(localAddress);
                startConnect(remote, local);
                PendingConnect connect = new PendingConnect(promise, remote);
                pendingConnect = connect;
                connect.failAfter(config.getConnectTimeoutMillis(), () -> close(voidPromise()));
            } catch (Throwable t) {
                promise.tryFailure(annotateConnectException(t, remoteAddress));
                if (hasSession()) {
                    close(voidPromise());
                } else {
                    closeIfClosed();
                }
            }
        }

        @Override
        public void handle(IoRegistration registration, IoEvent ioEvent) {
            VclIoEvent event = (VclIoEvent) ioEvent;
            if (event.isVppGone()) {
                fail(VclErrors.vppGone());
                return;
            }
            // the order is Netty's epoll transport's: connect and write, then read, then the end of the stream
            if (pendingConnect != null) {
                finishConnect(event.isFailure());
            } else if (event.isWritable()) {
                roomAgain();
            }
            if (event.isReadable() && isActive()) {
                setReadReady(true);
                readIfWanted();
            }
            if (event.isHangUp() && isActive()) {
                hangUp();
            }
        }

        private void finishConnect(boolean failed) {
            PendingConnect connect = pendingConnect;
            if (connect == null) {
                return;
            }
            pendingConnect = null;
            connect.cancelTimeout();
            if (failed) {
                IOException cause = VclErrors.connect(loop().error(session()));
                connect.promise().tryFailure(annotateConnectException(cause, connect.remote()));
                close(voidPromise());
                return;
            }
            loop().stats().connected++;
            closeCause = VclCloseCause.LOCAL;
            setAddresses(localAddressOf(loop(), session()), connect.remote());
            attr(VclConnection.KEY)
                    .set(new VclConnection(
                            VclConnection.Transport.VCL, loop().worker().index(), localAddress(), connect.remote()));
            setActive(true);
            boolean stillWanted = connect.promise().trySuccess();
            // what happened is told even if nobody wants it any more, or a listener has closed it
            pipeline().fireChannelActive();
            if (!stillWanted) {
                close(voidPromise());
            }
        }

        /** The connection is lost: whoever waits for it hears why. */
        private void fail(IOException cause) {
            closeCause = VclCloseCause.DETACHED;
            PendingConnect connect = pendingConnect;
            if (connect != null) {
                connect.promise().tryFailure(annotateConnectException(cause, connect.remote()));
            } else if (isActive()) {
                pipeline().fireExceptionCaught(cause);
            }
            close(voidPromise());
        }

        @Override
        protected void flush0() {
            // while the fifo is full VPP's word is waited for
            if (!waitsForRoom) {
                super.flush0();
            }
        }

        /** VPP may yet say that there is room: one retry is enough. */
        void retryLater() {
            if (!retryScheduled) {
                retryScheduled = true;
                eventLoop().schedule(retryTask, STARVED_RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private void retry() {
            retryScheduled = false;
            roomAgain();
        }

        void roomAgain() {
            waitsForRoom = false;
            if (!outputShutdown) {
                super.flush0();
            }
        }

        /** The peer has sent its FIN, or the session is gone: all that is there is read now, for it will not last. */
        private void hangUp() {
            setReadReady(true);
            while (isActive() && !inputShutdown && readTurn(true)) {
                // until the end of the stream, an error, or an empty fifo
            }
            if (isActive() && hasSession() && !outputShutdown) {
                // at a FIN VCL stops watching the session altogether
                watchesRoom = true;
                submit(VclIoOps.HALF_CLOSED);
            }
        }

        @Override
        void read() {
            readTurn(false);
        }

        /** Reads one turn's worth. Returns whether a hung up session has more to be read at once. */
        private boolean readTurn(boolean hungUp) {
            if (!hasSession() || (inputShutdown && (inputEnded || !config.isAllowHalfClosure()))) {
                readDone();
                return false;
            }
            RecvByteBufAllocator.ExtendedHandle handle = readHandle();
            handle.reset(config);
            ByteBuf buffer = null;
            int count = 0;
            boolean drained = false;
            try {
                do {
                    buffer = allocate(handle, config);
                    int attempted = buffer.writableBytes();
                    handle.attemptedBytesRead(attempted);
                    count = read(buffer, attempted);
                    endIsTold |= count <= 0;
                    // VCL tells of new data only after a read has emptied the fifo: a short one has
                    drained = endIsTold && count < attempted;
                    handle.lastBytesRead(count);
                    if (count <= 0) {
                        buffer.release();
                        buffer = null;
                        break;
                    }
                    handle.incMessagesRead(1);
                    readDone();
                    ByteBuf message = buffer;
                    buffer = null;
                    pipeline().fireChannelRead(message);
                } while (!drained && !inputShutdown && hasSession() && handle.continueReading());
                setReadReady(!drained);
                handle.readComplete();
                pipeline().fireChannelReadComplete();
                if (count < 0) {
                    endInput();
                    return false;
                }
            } catch (Throwable t) {
                readFailed(buffer, handle, t);
                return false;
            }
            if (hungUp) {
                return count > 0;
            }
            continueReading();
            return false;
        }

        /** The bytes read, 0 if there are none now, -1 at the end of the stream. */
        private int read(ByteBuf buffer, int length) throws IOException {
            VclLoop loop = loop();
            long address = GatheringWrite.address(buffer, buffer.writerIndex(), length);
            int count = loop.vppcom().sessionRead(session(), address, length);
            if (count > 0) {
                loop.stats().reads++;
                loop.stats().bytesRead += count;
                buffer.writerIndex(buffer.writerIndex() + count);
                return count;
            }
            if (count == Errno.EAGAIN) {
                loop.stats().readWouldBlock++;
                return 0;
            }
            if (count == 0) {
                return -1;
            }
            closeCause = VclCloseCause.RESET;
            throw VclErrors.io("vppcom_session_read", count);
        }

        private void readFailed(@Nullable ByteBuf buffer, RecvByteBufAllocator.ExtendedHandle handle, Throwable cause) {
            if (buffer != null) {
                buffer.release();
            }
            handle.readComplete();
            pipeline().fireChannelReadComplete();
            pipeline().fireExceptionCaught(cause);
            if (cause instanceof IOException || cause instanceof OutOfMemoryError) {
                close(voidPromise());
            }
        }

        /** The peer will send nothing more, and all was read. */
        private void endInput() {
            readDone();
            inputEnded = true;
            closeCause = VclCloseCause.PEER;
            if (!config.isAllowHalfClosure()) {
                close(voidPromise());
                return;
            }
            if (!inputShutdown) {
                inputShutdown = true;
                pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
            pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        }
    }

    /** Where VPP says that a session is at home. */
    static InetSocketAddress localAddressOf(VclLoop loop, int session) {
        VppcomEndpoint endpoint = loop.endpoint().clear();
        loop.vppcom().sessionAttr(session, VppcomAttr.GET_LCL_ADDR, endpoint.address(), endpoint.lengthAddress());
        return endpoint.get();
    }
}
