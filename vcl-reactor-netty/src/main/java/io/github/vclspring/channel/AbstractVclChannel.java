/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.Internal;
import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.eventloop.VclIoOps;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.eventloop.VclSessionInfo;
import io.github.vclspring.session.VclSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.unix.PreferredDirectByteBufAllocator;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Base of the stream and datagram channels: one session on one loop, and reading on demand.
 *
 * <p>A channel may be created, configured and closed on any thread before it is registered. Its session exists only on
 * the loop.
 */
@Internal
public abstract class AbstractVclChannel extends AbstractChannel {

    /** How long reading pauses after a failure unrelated to the session, for example in the allocator. */
    private static final long RETRY_MILLIS = 100;

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private @Nullable IoRegistration registration;
    private @Nullable VclLoop loop;
    private @Nullable VclSession session;
    private volatile boolean open = true;
    private volatile boolean active;
    private volatile @Nullable InetSocketAddress local;
    private volatile @Nullable InetSocketAddress remote;

    protected AbstractVclChannel(@Nullable Channel parent) {
        super(parent);
    }

    /** Creates the channel of a session that its event loop has accepted. */
    AbstractVclChannel(Channel parent, VclLoop loop, VclSession session) {
        super(parent);
        this.loop = loop;
        this.session = session;
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
        return active;
    }

    protected final void setActive(boolean nowActive) {
        active = nowActive;
    }

    /** Returns the session. Only valid while the channel {@linkplain #hasSession has one}. */
    public final VclSession session() {
        VclSession current = session;
        if (current == null) {
            throw new IllegalStateException("Without a session: " + this);
        }
        return current;
    }

    public final boolean hasSession() {
        return session != null;
    }

    public final void setSession(@Nullable VclSession newSession) {
        session = newSession;
    }

    /** Returns the loop that this channel is registered with, or that accepted it. */
    public final VclLoop loop() {
        VclLoop current = loop;
        if (current == null) {
            throw new IllegalStateException("Not registered: " + this);
        }
        return current;
    }

    public final void submit(VclIoOps ops) {
        IoRegistration current = registration;
        if (current != null) {
            current.submit(ops);
        }
    }

    protected final void setAddresses(
            @Nullable InetSocketAddress localAddress, @Nullable InetSocketAddress remoteAddress) {
        local = localAddress;
        remote = remoteAddress;
    }

    @Override
    protected final @Nullable SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected final @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    protected boolean isCompatible(EventLoop eventLoop) {
        // a session stays with its worker
        return (!hasSession() || loop == null || loop.eventLoop() == eventLoop)
                && eventLoop instanceof IoEventLoop ioLoop
                && ioLoop.isCompatible(VclIoHandle.class);
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        ((IoEventLoop) eventLoop()).register((VclUnsafe) unsafe()).addListener(future -> {
            if (!future.isSuccess()) {
                promise.setFailure(future.cause());
                return;
            }
            IoRegistration registered = (IoRegistration) future.getNow();
            registration = registered;
            loop = registered.attachment();
            try {
                registered();
                promise.setSuccess();
            } catch (IOException | RuntimeException e) {
                promise.setFailure(e);
            }
        });
    }

    /** Registers again, so that late events of the previous session are not attributed to the next one. */
    public final void renewRegistration() {
        doDeregister();
        Future<IoRegistration> renewed = ((IoEventLoop) eventLoop()).register((VclUnsafe) unsafe());
        if (!renewed.isSuccess()) {
            throw new ChannelException("Cannot register again with " + eventLoop(), renewed.cause());
        }
        registration = renewed.getNow();
    }

    /** Called on the loop after registration. Adds an accepted or re-registered channel's session to the epoll set. */
    protected abstract void registered() throws IOException;

    protected final void leaveVcl() {
        IoRegistration current = registration;
        if (current != null) {
            registration = null;
            current.cancel();
        }
    }

    @Override
    protected void doDeregister() {
        leaveVcl();
    }

    @Override
    protected void doDisconnect() throws Exception {
        doClose();
    }

    /** May be called more than once, and on any thread before the channel is registered. */
    @Override
    protected void doClose() throws Exception {
        open = false;
        active = false;
        doDeregister();
        VclSession current = session;
        if (current != null) {
            session = null;
            closeSession(current);
        }
    }

    /** Closes a session whose registration is cancelled. Unregistered channels only have a session if accepted. */
    protected abstract void closeSession(VclSession ended);

    @Override
    protected void doBeginRead() {
        ((VclUnsafe) unsafe()).beginReading();
    }

    /** Cancels a read that was requested before {@code autoRead} was turned off. */
    public final void autoReadCleared() {
        if (!isRegistered()) {
            return;
        }
        EventLoop loop = eventLoop();
        VclUnsafe unsafe = (VclUnsafe) unsafe();
        if (loop.inEventLoop()) {
            unsafe.readDone();
        } else {
            // a read requested before this task runs is newer than the change; an extra read is harmless
            int requests = unsafe.readRequests;
            loop.execute(() -> {
                if (!config().isAutoRead() && unsafe.readRequests == requests) {
                    unsafe.readDone();
                }
            });
        }
    }

    protected final ByteBuf newDirectBuffer(ByteBuf buffer) {
        ByteBufAllocator allocator = alloc();
        ByteBuf direct = allocator.directBuffer(Math.max(1, buffer.readableBytes()));
        direct.writeBytes(buffer, buffer.readerIndex(), buffer.readableBytes());
        buffer.release();
        return direct;
    }

    public static InetSocketAddress resolved(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new ChannelException("VCL speaks IPv4 and IPv6 only, not " + address);
        }
        if (inet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        return inet;
    }

    protected final void requireNotConnected() {
        if (active && remote != null) {
            throw new AlreadyConnectedException();
        }
    }

    /** Tracks readiness in Java: the session is in the epoll set edge-triggered, and VCL reports each change once. */
    public abstract class VclUnsafe extends AbstractUnsafe implements VclIoHandle {

        private final Runnable readTask = this::readAgain;
        private final Runnable retryTask = this::retryRead;
        private final PreferredDirectByteBufAllocator directAllocator = new PreferredDirectByteBufAllocator();
        private boolean readPending;

        /** Number of read requests. Written on the loop only. */
        private int readRequests;

        private boolean readReady;
        private boolean readScheduled;

        @Override
        public @Nullable VclSession session() {
            return session;
        }

        @Override
        public void close() {
            close(voidPromise());
        }

        @Override
        public VclSessionInfo.Kind kind() {
            return active ? VclSessionInfo.Kind.OPEN : VclSessionInfo.Kind.CONNECTING;
        }

        @Override
        public VclSessionInfo describe() {
            ChannelOutboundBuffer buffer = outboundBuffer();
            VclSession current = session;
            return new VclSessionInfo(
                    loop().worker().index(),
                    current == null ? -1 : current.index(),
                    kind(),
                    local,
                    remote,
                    active && current != null ? current.unread() : 0,
                    active && current != null ? current.room() : 0,
                    buffer == null ? 0 : buffer.totalPendingWriteBytes(),
                    wantsRead());
        }

        public final RecvByteBufAllocator.ExtendedHandle readHandle() {
            return (RecvByteBufAllocator.ExtendedHandle) recvBufAllocHandle();
        }

        /** Allocates direct memory, the only kind that can be passed to native code by address. */
        public final ByteBuf allocate(RecvByteBufAllocator.ExtendedHandle handle, ChannelConfig config) {
            directAllocator.updateAllocator(config.getAllocator());
            return handle.allocate(directAllocator);
        }

        protected final void beginReading() {
            readPending = true;
            readRequests++;
            if (readReady) {
                scheduleRead();
            }
        }

        public final void readDone() {
            readPending = false;
        }

        /** Sets whether there is unread data, reported by VCL or left by a read. */
        public final void setReadReady(boolean ready) {
            readReady = ready;
        }

        public final boolean wantsRead() {
            return readPending || config().isAutoRead();
        }

        /** Reads if wanted. Otherwise the next {@code read()} does. */
        protected final void readIfWanted() {
            if (wantsRead()) {
                read();
            }
        }

        /** Continues reading in a separate task, to be fair to other channels. */
        public final void continueReading() {
            if (readReady && wantsRead() && isActive()) {
                scheduleRead();
            }
        }

        /** Retries after a pause, because reading failed for a reason unrelated to the session and may fail again. */
        public final void readLater() {
            readReady = false;
            eventLoop().schedule(retryTask, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void retryRead() {
            readReady = true;
            continueReading();
        }

        private void scheduleRead() {
            if (!readScheduled) {
                readScheduled = true;
                eventLoop().execute(readTask);
            }
        }

        private void readAgain() {
            readScheduled = false;
            if (isActive() && readReady) {
                readIfWanted();
            }
        }

        protected abstract void read();
    }
}
