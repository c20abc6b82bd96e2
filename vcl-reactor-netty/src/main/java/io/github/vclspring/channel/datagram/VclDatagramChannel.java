/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.datagram;

import io.github.vclspring.channel.PendingConnect;
import io.github.vclspring.eventloop.VclIoEvent;
import io.github.vclspring.eventloop.VclIoOps;
import io.github.vclspring.session.DatagramSession;
import io.github.vclspring.session.NumericAddress;
import io.github.vclspring.session.VclErrors;
import io.github.vclspring.session.VclSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A UDP channel over VPP that can be bound, connected, or bound and then connected. Differences from the kernel:
 *
 * <ul>
 * <li>A datagram longer than {@link VclDatagramChannelConfig#getMaxPayload} is rejected here, because VPP would split
 * it.
 * <li>Empty datagrams are received, but not sent. An empty datagram that is directly followed by another is lost.
 * <li>A channel bound to the wildcard address sends from the address at which the last datagram arrived. Before the
 * first one, it sends from the address by which its first recipient is reached.
 * <li>If an address is bound several times, all datagrams go to the lowest worker. Bind it once.
 * <li>When an ICMP message reports that a connected channel's port is unreachable, VPP drops the session. The channel
 * reports {@link java.net.PortUnreachableException} and reconnects. VPP does not report it over IPv6.
 * <li>No event reports room in a full transmit fifo. Writing is retried after a millisecond.
 * <li>Connecting a bound channel, and disconnecting it, creates a new session. Datagrams that arrive in between are
 * lost.
 * <li>Multicast, broadcast and time to live are not supported. Port 0 is resolved here, not by VPP.
 * <li>When VPP stops, datagrams in transit are lost. A bound channel binds again after re-attaching, and a connected
 * one is closed. A channel that is neither loses nothing.
 * </ul>
 *
 * <p>Source: vppcom.c, udp.c and session_node.c of VPP 26.06.
 */
public final class VclDatagramChannel extends MulticastRefused {

    private static final ChannelMetadata METADATA = new ChannelMetadata(true, 16);

    private static final long REBIND_MILLIS = 200;

    private final VclDatagramChannelConfig config = new VclDatagramChannelConfig(this);
    private final DatagramSessions sessions = new DatagramSessions(this);
    private final DatagramReader reader = new DatagramReader(this);
    private final DatagramWriter writer = new DatagramWriter(this);
    private final @Nullable SocketProtocolFamily family;
    private @Nullable PendingConnect pendingConnect;

    /** The address that it was bound to before it connected, and is bound to again after it disconnects. */
    private @Nullable InetSocketAddress bound;

    private volatile boolean connected;

    /** Creates a channel for both address families. */
    public VclDatagramChannel() {
        this(null);
    }

    /**
     * Creates a channel for one address family.
     *
     * @param family the family that a wildcard address is taken for; null means IPv4, or the address's own family if
     *     the JVM prefers IPv6
     */
    public VclDatagramChannel(@Nullable SocketProtocolFamily family) {
        this.family = family;
    }

    @Override
    public VclDatagramChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isActive() {
        return super.isActive() || (isOpen() && config.isActiveOnRegistration() && isRegistered());
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new DatagramUnsafe();
    }

    /** Returns the session. Only valid while the channel {@linkplain #hasSession has one}. */
    DatagramSession datagrams() {
        return sessions.current();
    }

    DatagramUnsafe datagramUnsafe() {
        return (DatagramUnsafe) unsafe();
    }

    /** Returns whether it has an address, even without a session. */
    boolean isBound() {
        return bound != null;
    }

    /** Returns whether a connect is pending, until which writing has to wait. */
    boolean isConnecting() {
        return pendingConnect != null;
    }

    @Override
    protected void registered() {
        if (hasSession()) {
            submit(connected || isConnecting() ? VclIoOps.STREAM : VclIoOps.DATAGRAM);
        }
    }

    @Override
    protected void doBind(SocketAddress localAddress) throws IOException {
        if (isBound() || hasSession()) {
            throw new AlreadyBoundException();
        }
        bindSession(DatagramAddresses.ofFamily(resolved(localAddress), family));
    }

    /** Binds a new session. Blocks the loop until VPP has answered. */
    void bindSession(InetSocketAddress address) throws IOException {
        bound = NumericAddress.of(sessions.bind(address));
        setAddresses(bound, null);
        setActive(true);
        writer.sourceIsKnown(!address.getAddress().isAnyLocalAddress());
    }

    @Override
    protected void doDisconnect() throws IOException {
        if (!connected) {
            return;
        }
        connected = false;
        InetSocketAddress local = bound;
        sessions.drop();
        if (local != null) {
            bindSession(local);
        } else {
            setAddresses(null, null);
            setActive(false);
        }
    }

    @Override
    protected void doClose() throws Exception {
        PendingConnect connect = pendingConnect;
        if (connect != null) {
            connect.cancelTimeout();
            connect.promise().tryFailure(new ClosedChannelException());
        }
        connected = false;
        super.doClose();
        pendingConnect = null;
    }

    @Override
    protected void closeSession(VclSession ended) {
        sessions.close(ended);
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        return writer.filter(message);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        writer.write(in, maxMessagesPerWrite());
    }

    ByteBuf copyToDirect(ByteBuf buffer) {
        return newDirectBuffer(buffer);
    }

    AddressedEnvelope<ByteBuf, InetSocketAddress> received(ByteBuf content, InetSocketAddress sender) {
        return DatagramAddresses.packet(content, localAddress(), sender);
    }

    final class DatagramUnsafe extends VclUnsafe {

        @Override
        public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
            if (promise.isDone() || !ensureOpen(promise)) {
                return;
            }
            try {
                if (pendingConnect != null) {
                    throw new ConnectionPendingException();
                }
                requireNotConnected();
                InetSocketAddress remote = resolved(remoteAddress);
                InetSocketAddress local = localAddress == null ? bound : resolved(localAddress);
                sessions.connect(remote, local);
                bound = local;
                await(new PendingConnect(promise, remote));
            } catch (Throwable t) {
                promise.tryFailure(annotateConnectException(t, remoteAddress));
                closeIfClosed();
            }
        }

        private void await(PendingConnect connect) {
            pendingConnect = connect;
            connect.failAfter(config.getConnectTimeoutMillis(), () -> close(voidPromise()));
        }

        @Override
        public void handle(IoRegistration registration, IoEvent ioEvent) {
            VclIoEvent event = (VclIoEvent) ioEvent;
            if (event.isVppStopped()) {
                vppStopped();
            } else if (event.isReattached()) {
                bindAgain();
            } else if (pendingConnect != null) {
                connectEnded(event.isFailure());
            } else if (event.isFailure()) {
                unreachable();
            } else if (event.isReadable() && hasSession()) {
                setReadReady(true);
                readIfWanted();
            }
        }

        private void connectEnded(boolean failed) {
            PendingConnect connect = pendingConnect;
            if (connect == null) {
                return;
            }
            pendingConnect = null;
            connect.cancelTimeout();
            try {
                datagrams().finishConnect(failed);
            } catch (IOException cause) {
                connect.promise().tryFailure(annotateConnectException(cause, connect.remote()));
                close(voidPromise());
                return;
            }
            setAddresses(sessions.connected(), connect.remote());
            boolean wasActive = isActive();
            connected = true;
            setActive(true);
            boolean stillWanted = connect.promise().trySuccess();
            if (!wasActive) {
                pipeline().fireChannelActive();
            }
            if (stillWanted || connect.promise().isSuccess()) {
                flushNow();
            } else {
                close(voidPromise());
            }
        }

        /** Reconnects after an ICMP message has ended the session, because a kernel socket would remain usable. */
        private void unreachable() {
            InetSocketAddress remote = VclDatagramChannel.this.remoteAddress();
            if (!connected || remote == null) {
                return;
            }
            if (bound == null) {
                bound = VclDatagramChannel.this.localAddress();
            }
            IOException cause = VclErrors.unreachable(remote);
            if (wantsRead()) {
                pipeline().fireExceptionCaught(cause);
            } else {
                writer.failNext(cause);
            }
            if (!isOpen() || !connected || !remote.equals(VclDatagramChannel.this.remoteAddress())) {
                return;
            }
            try {
                sessions.connect(remote, bound);
                await(new PendingConnect(newPromise(), remote));
            } catch (IOException e) {
                fail(e);
            }
        }

        /** Handles a stop of VPP. A channel that is neither bound nor connected has no session to lose. */
        private void vppStopped() {
            if (connected || pendingConnect != null) {
                fail(VclErrors.vppStopped());
            } else if (isBound() && hasSession()) {
                // VCL would bind its session again by itself, and not report a failure
                sessions.drop();
                pipeline().fireExceptionCaught(VclErrors.vppStopped());
            }
        }

        private void bindAgain() {
            InetSocketAddress address = bound;
            if (!isOpen() || hasSession() || address == null || !loop().worker().isAttached()) {
                return;
            }
            try {
                bindSession(address);
            } catch (IOException e) {
                // VPP's app socket comes up before its interfaces have their addresses
                eventLoop().schedule(this::bindAgain, REBIND_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private void fail(IOException cause) {
            PendingConnect connect = pendingConnect;
            if (connect == null || !connect.promise().tryFailure(cause)) {
                pipeline().fireExceptionCaught(cause);
            }
            close(voidPromise());
        }

        @Override
        protected void read() {
            if (hasSession() && pendingConnect == null) {
                reader.read();
            } else {
                setReadReady(false);
            }
        }

        @Override
        protected void flush0() {
            if (!writer.isWaiting()) {
                super.flush0();
            }
        }

        void flushNow() {
            super.flush0();
        }
    }
}
