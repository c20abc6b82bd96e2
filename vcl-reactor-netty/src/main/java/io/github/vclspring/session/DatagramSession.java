/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.github.vclspring.vppcom.VppcomDatagramHeader;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A UDP session. */
@Internal
public final class DatagramSession extends VclSession {

    /** A header or a datagram spans at most two of a fifo's chunks, which are large. */
    private static final int SEGMENTS = 2;

    private @Nullable InetSocketAddress sender;
    /** Free bytes of the empty transmit fifo. */
    private int emptyRoom;

    DatagramSession(VclSessions sessions, int handle) {
        super(sessions, handle);
    }

    /** Called when the session is bound or connected. */
    public void established() {
        emptyRoom = room();
    }

    /** Sets the address from which it sends. */
    public void setLocalAddress(InetSocketAddress local) {
        if (isUsable()) {
            VppcomEndpoint endpoint = sessions().endpoint(local);
            vppcom().sessionAttr(handle(), VppcomAttr.SET_LCL_ADDR, endpoint.address(), endpoint.lengthAddress());
        }
    }

    /** Returns the sender of the last datagram; null if it is connected. */
    public @Nullable InetSocketAddress sender() {
        return sender;
    }

    /**
     * Receives a datagram.
     *
     * @return its length, or -1 if there is none
     */
    public int receive(ByteBuf buffer, boolean connected) throws IOException {
        if (!isUsable()) {
            return -1;
        }
        int length = buffer.writableBytes();
        long address = SegmentArray.address(buffer, buffer.writerIndex(), length);
        int count;
        if (connected) {
            sender = null;
            count = vppcom().sessionRead(handle(), address, length);
        } else {
            VppcomEndpoint from = sessions().endpoint();
            count = vppcom().sessionRecvfrom(handle(), address, length, 0, from.address());
            sender = count > 0 ? from.get() : null;
        }
        if (count > 0) {
            stats().reads++;
            stats().bytesRead += count;
            buffer.writerIndex(buffer.writerIndex() + count);
            return count;
        }
        if (count == Errno.EAGAIN) {
            stats().readWouldBlock++;
            return receiveFromFifo(buffer, connected);
        }
        if (count == Errno.ENOTCONN || count == Errno.ECONNRESET) {
            // an event follows
            return -1;
        }
        throw VclErrors.datagram("vppcom_session_recvfrom", count);
    }

    /**
     * Receives an empty datagram, or one that has just arrived.
     *
     * <p>If the last datagram in the fifo is empty, VCL does not consume it, reports that there is none, and leaves the
     * fifo's event flag set. VPP then reports no further datagrams, so that one empty datagram would silence the
     * session (vppcom.c {@code vppcom_session_read_internal}, 26.06).
     */
    private int receiveFromFifo(ByteBuf buffer, boolean connected) {
        VppcomDataSegments segments = sessions().shown();
        int headerSize = sessions().datagramHeaderSize();
        int shown = vppcom().sessionReadSegments(handle(), segments.address(), SEGMENTS, headerSize);
        if (shown < headerSize) {
            return -1;
        }
        VppcomDatagramHeader header = VppcomDatagramHeader.of(segments.copy(headerSize));
        sender = connected ? null : header.sender();
        int payload = header.payload();
        int count = Math.min(payload, buffer.writableBytes());
        if (payload > 0) {
            int rest = vppcom().sessionReadSegments(handle(), segments.address(), SEGMENTS, payload);
            count = Math.min(count, Math.max(0, rest));
            buffer.writeBytes(segments.copy(count));
        }
        vppcom().sessionFreeSegments(handle(), headerSize + payload);
        return count;
    }

    /**
     * Sends a datagram.
     *
     * @param recipient null if it is connected
     * @return false if there is no room; VPP does not report when there is again
     */
    public boolean send(ByteBuf content, int length, @Nullable InetSocketAddress recipient) throws IOException {
        if (!isUsable()) {
            // VCL would dereference a null pointer (vppcom.c vppcom_session_sendto, 26.06)
            throw VclErrors.vppStopped();
        }
        long address = SegmentArray.address(content, content.readerIndex(), length);
        int sent = recipient == null
                ? vppcom().sessionWrite(handle(), address, length)
                : vppcom().sessionSendto(
                                handle(),
                                address,
                                length,
                                0,
                                sessions().endpoint(recipient).address());
        if (sent > 0) {
            countWrite(sent);
            return true;
        }
        if (sent == Errno.EAGAIN) {
            stats().writeWouldBlock++;
            return false;
        }
        throw VclErrors.datagram("vppcom_session_sendto", sent);
    }

    @Override
    public CloseAfter closesAfter() {
        CloseAfter after = super.closesAfter();
        boolean unsent = after == CloseAfter.NOTHING && isUsable() && emptyRoom > 0 && isUnsent();
        return unsent ? CloseAfter.SENT : after;
    }

    private boolean isUnsent() {
        int free = vppcom().sessionAttr(handle(), VppcomAttr.GET_NWRITE, 0, 0);
        return free >= 0 && free < emptyRoom;
    }
}
