/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.github.vclspring.vppcom.VppcomDatagramHeader;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads datagrams into their channel's pipeline. Only on the event loop.
 *
 * <p>VCL does not take an empty datagram that is the last one in the fifo, says "nothing there", and leaves the fifo's event
 * set, so that VPP tells of no further one (vppcom.c {@code vppcom_session_read_internal}, 26.06): one empty datagram would
 * silence the channel. So when there seems to be nothing, the fifo itself is looked at.
 */
final class DatagramReader {

    /** A fifo's chunks are large: a header or a datagram is in one, or in two. */
    private static final int SEGMENTS = 2;

    private final VclDatagramChannel channel;
    private @Nullable InetSocketAddress sender;

    DatagramReader(VclDatagramChannel channel) {
        this.channel = channel;
    }

    /** Reads one turn's worth. */
    void read() {
        VclDatagramChannel.DatagramUnsafe unsafe = channel.datagramUnsafe();
        RecvByteBufAllocator.ExtendedHandle handle = unsafe.readHandle();
        handle.reset(channel.config());
        Throwable failure = null;
        boolean drained = false;
        ByteBuf buffer = null;
        try {
            do {
                buffer = unsafe.allocate(handle, channel.config());
                handle.attemptedBytesRead(buffer.writableBytes());
                int count = receive(buffer);
                if (count < 0) {
                    drained = true;
                    handle.lastBytesRead(-1);
                    break;
                }
                // an empty one is no end
                handle.lastBytesRead(Math.max(1, count));
                handle.incMessagesRead(1);
                unsafe.readDone();
                InetSocketAddress from = sender;
                if (from != null) {
                    ByteBuf content = buffer;
                    buffer = null;
                    channel.pipeline().fireChannelRead(channel.received(content, from));
                } else {
                    buffer.release();
                }
                buffer = null;
            } while (channel.hasSession()
                    && !channel.isConnecting()
                    && handle.continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER));
        } catch (Throwable t) {
            failure = t;
            drained = t instanceof IOException;
        }
        if (buffer != null) {
            buffer.release();
        }
        if (drained || failure == null) {
            unsafe.setReadReady(!drained);
        } else {
            // what no buffer was allocated for is still there, and VPP does not report it again
            unsafe.readLater();
        }
        handle.readComplete();
        channel.pipeline().fireChannelReadComplete();
        if (failure != null) {
            channel.pipeline().fireExceptionCaught(failure);
        }
        unsafe.continueReading();
    }

    /** The bytes of the next datagram; -1 if there is none. */
    private int receive(ByteBuf buffer) throws IOException {
        VclLoop loop = channel.loop();
        int length = buffer.writableBytes();
        long address = GatheringWrite.address(buffer, buffer.writerIndex(), length);
        int count;
        if (channel.isConnected()) {
            count = loop.vppcom().sessionRead(channel.session(), address, length);
            sender = channel.remoteAddress();
        } else {
            VppcomEndpoint from = loop.endpoint().clear();
            count = loop.vppcom().sessionRecvfrom(channel.session(), address, length, 0, from.address());
            sender = count > 0 ? from.get() : null;
        }
        if (count > 0) {
            loop.stats().reads++;
            loop.stats().bytesRead += count;
            buffer.writerIndex(buffer.writerIndex() + count);
            return count;
        }
        if (count == Errno.EAGAIN) {
            loop.stats().readWouldBlock++;
            return receiveFromFifo(loop, buffer);
        }
        if (count == Errno.ENOTCONN || count == Errno.ECONNRESET) {
            // its event follows
            return -1;
        }
        throw VclErrors.datagram("vppcom_session_recvfrom", count);
    }

    /** Takes an empty datagram, or one that has come just now; -1 if there really is none. */
    private int receiveFromFifo(VclLoop loop, ByteBuf buffer) {
        Vppcom vppcom = loop.vppcom();
        VppcomDataSegments segments = loop.shown();
        int session = channel.session();
        int headerSize = loop.datagramHeaderSize();
        int shown = vppcom.sessionReadSegments(session, segments.address(), SEGMENTS, headerSize);
        if (shown < headerSize) {
            return -1;
        }
        VppcomDatagramHeader header = VppcomDatagramHeader.of(segments.copy(headerSize));
        sender = channel.isConnected() ? channel.remoteAddress() : header.sender();
        int payload = header.payload();
        int count = Math.min(payload, buffer.writableBytes());
        if (payload > 0) {
            int rest = vppcom.sessionReadSegments(session, segments.address(), SEGMENTS, payload);
            count = Math.min(count, Math.max(0, rest));
            buffer.writeBytes(segments.copy(count));
        }
        vppcom.sessionFreeSegments(session, headerSize + payload);
        return count;
    }
}
