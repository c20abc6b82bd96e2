/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.datagram;

import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.VclErrors;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.UnixChannelUtil;
import io.netty.util.internal.StringUtil;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes a channel's flushed datagrams. Only on the event loop, except {@link #filter}. */
final class DatagramWriter {

    /** Delay before retrying a write to a full fifo, because no event reports room. */
    private static final long RETRY_MILLIS = 1;

    private final VclDatagramChannel channel;
    private final Runnable again = this::again;
    private @Nullable IOException failure;
    private boolean retries;
    private boolean probing;
    private boolean sourceKnown;

    DatagramWriter(VclDatagramChannel channel) {
        this.channel = channel;
    }

    /** Sets whether the session has a source address, rather than the wildcard address. */
    void sourceIsKnown(boolean known) {
        sourceKnown = known;
    }

    /** Fails the next write, which is how a kernel socket reports that an earlier datagram did not arrive. */
    void failNext(IOException cause) {
        failure = cause;
    }

    /** Returns whether flushing waits for something. */
    boolean isWaiting() {
        return retries || probing || channel.isConnecting();
    }

    Object filter(Object message) {
        if (message instanceof DatagramPacket packet) {
            requireResolved(packet.recipient());
            return needsCopy(packet.content())
                    ? new DatagramPacket(channel.copyToDirect(packet.content()), packet.recipient())
                    : packet;
        }
        if (message instanceof ByteBuf buffer) {
            return needsCopy(buffer) ? channel.copyToDirect(buffer) : buffer;
        }
        if (message instanceof AddressedEnvelope<?, ?> envelope
                && envelope.content() instanceof ByteBuf content
                && (envelope.recipient() == null || envelope.recipient() instanceof InetSocketAddress)) {
            requireResolved(envelope.recipient());
            return needsCopy(content)
                    ? new DefaultAddressedEnvelope<>(
                            channel.copyToDirect(content), (InetSocketAddress) envelope.recipient())
                    : envelope;
        }
        throw new UnsupportedOperationException("unsupported message type: " + StringUtil.simpleClassName(message)
                + " (expected: DatagramPacket, AddressedEnvelope<ByteBuf, InetSocketAddress>, ByteBuf)");
    }

    private static void requireResolved(@Nullable SocketAddress recipient) {
        if (recipient instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
    }

    /** Returns whether the content must be copied, because VCL accepts only one address and length. */
    private static boolean needsCopy(ByteBuf buffer) {
        return UnixChannelUtil.isBufferCopyNeededForWrite(buffer) || buffer.nioBufferCount() != 1;
    }

    void write(ChannelOutboundBuffer in, int most) {
        for (int left = most; left > 0 && !isWaiting(); left--) {
            Object message = in.current();
            if (message == null) {
                return;
            }
            try {
                if (!writeOne(message)) {
                    return;
                }
                in.remove();
            } catch (IOException | NotYetConnectedException e) {
                // the next datagram may have another recipient
                in.remove(e);
            }
        }
        if (!in.isEmpty() && !isWaiting()) {
            channel.eventLoop().execute(again);
        }
    }

    /** Returns false if it has to wait. */
    private boolean writeOne(Object message) throws IOException {
        IOException earlier = failure;
        if (earlier != null) {
            failure = null;
            throw earlier;
        }
        ByteBuf content;
        InetSocketAddress recipient = null;
        if (message instanceof AddressedEnvelope<?, ?> envelope) {
            content = (ByteBuf) envelope.content();
            recipient = (InetSocketAddress) envelope.recipient();
        } else {
            content = (ByteBuf) message;
        }
        VclLoop loop = channel.loop();
        int length = content.readableBytes();
        if (channel.isConnected()) {
            if (recipient != null && !recipient.equals(channel.remoteAddress())) {
                throw new SocketException("Connected to " + channel.remoteAddress() + ", cannot send to " + recipient);
            }
            requireLength(length, channel.remoteAddress());
        } else if (recipient == null) {
            throw new NotYetConnectedException();
        } else {
            requireLength(length, recipient);
            if (!channel.hasSession() && channel.isBound()) {
                // VPP was restarted and does not have the address yet; the channel binds to it later
                throw VclErrors.vppStopped();
            }
            if (!channel.hasSession() || !sourceKnown) {
                return findSource(loop, recipient) && writeOne(message);
            }
        }
        if (length == 0) {
            // VPP drops empty datagrams (session_node.c, 26.06)
            return true;
        }
        return send(content, length, recipient);
    }

    private void requireLength(int length, @Nullable InetSocketAddress recipient) throws SocketException {
        boolean ip4 = recipient != null && recipient.getAddress() instanceof Inet4Address;
        int most = channel.config().getMaxPayload(ip4);
        if (length > most) {
            throw new SocketException("Message too long: " + length + " bytes, and VPP would send more than " + most
                    + " as several datagrams (VclDatagramChannelConfig.setMaxPayload)");
        }
    }

    private boolean send(ByteBuf content, int length, @Nullable InetSocketAddress recipient) throws IOException {
        if (channel.datagrams().send(content, length, channel.isConnected() ? null : recipient)) {
            return true;
        }
        retries = true;
        channel.eventLoop().schedule(again, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        return false;
    }

    /** Returns whether the source is already known. Otherwise starts a probe. */
    private boolean findSource(VclLoop loop, InetSocketAddress recipient) throws IOException {
        if (channel.hasSession() && hasReceived()) {
            sourceKnown = true;
            return true;
        }
        SourceProbe.start(loop, recipient, this::sourceFound);
        probing = true;
        return false;
    }

    /** Returns whether a datagram was received: VCL then has the address to which it was sent (vppcom.c, 26.06). */
    private boolean hasReceived() {
        return !channel.session().localAddress().getAddress().isAnyLocalAddress();
    }

    private void sourceFound(@Nullable InetAddress source, @Nullable IOException cause) {
        probing = false;
        if (!channel.isOpen()) {
            return;
        }
        if (needsSource()) {
            failure = cause;
            if (source != null) {
                try {
                    useSource(source);
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        channel.datagramUnsafe().flushNow();
    }

    /** Returns false if the channel was bound or connected during the probe. */
    private boolean needsSource() {
        return !sourceKnown && !channel.isConnecting() && !channel.isConnected();
    }

    private void useSource(InetAddress source) throws IOException {
        InetSocketAddress local = channel.localAddress();
        if (!channel.hasSession() && channel.isBound()) {
            throw VclErrors.vppStopped();
        }
        if (!channel.hasSession() || local == null) {
            channel.bindSession(new InetSocketAddress(source, 0));
            return;
        }
        channel.datagrams().setLocalAddress(new InetSocketAddress(source, local.getPort()));
        sourceKnown = true;
    }

    private void again() {
        retries = false;
        if (channel.isOpen()) {
            channel.datagramUnsafe().flushNow();
        }
    }
}
