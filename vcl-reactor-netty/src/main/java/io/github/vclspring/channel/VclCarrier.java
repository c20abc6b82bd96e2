/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclCloseCause;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.github.vclspring.vppcom.VppcomProto;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A session of VCL, which the channel itself holds. */
final class VclCarrier implements StreamCarrier {

    private final VclSocketChannel channel;

    private int attachEpoch;

    private volatile int rxFifoLength;
    private volatile int txFifoLength;

    VclCarrier(VclSocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public VclTransport transport() {
        return VclTransport.VCL;
    }

    void acceptedBy(VclLoop loop) {
        attachEpoch = loop.attachEpoch();
    }

    /** Returns whether VPP has stopped since the session was made. */
    boolean isLost() {
        return channel.hasSession() && channel.loop().isLost(attachEpoch);
    }

    /** Returns whether VPP has stopped since the session was made, and all that this ended is closed. */
    boolean isOfAnotherEpoch(VclLoop loop) {
        return loop.attachEpoch() != attachEpoch;
    }

    @Override
    public void watch() {
        if (!channel.hasSession()) {
            return;
        }
        channel.submit(VclIoOps.ACCEPTED);
        // before anything is written: by cut-through the reader's side learns with the data that room is to be reported
        channel.submit(VclIoOps.STREAM);
        if (channel.isActive()) {
            established();
        }
    }

    @Override
    public boolean isOpen() {
        return channel.hasSession();
    }

    /** The session is watched at once: VCL reports the outcome only to who watches already. */
    @Override
    public void connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        VclLoop loop = channel.loop();
        if (!loop.worker().isAttached()) {
            // VCL would follow a null pointer (vppcom.c vppcom_session_connect, 26.06)
            throw VclErrors.connectWhileDetached(remote);
        }
        Vppcom vppcom = loop.vppcom();
        int handle = vppcom.sessionCreate(VppcomProto.TCP, 1);
        if (handle < 0) {
            throw VclErrors.io("vppcom_session_create", handle);
        }
        channel.setSession(handle);
        attachEpoch = loop.attachEpoch();
        loop.stats().openSessions++;
        loop.stats().connects++;
        channel.config().applyBeforeConnect(loop, handle);
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
        channel.submit(VclIoOps.STREAM);
    }

    @Override
    public boolean finishConnect(boolean failed) throws IOException {
        VclLoop loop = channel.loop();
        if (failed) {
            throw VclErrors.connect(loop.error(channel.session()));
        }
        if (!loop.isMapped(channel.session())) {
            throw VclErrors.unmapped();
        }
        loop.stats().connected++;
        established();
        return true;
    }

    /** There is a connection, and with it VPP's side of the session. */
    void established() {
        VclLoop loop = channel.loop();
        rxFifoLength = loop.attribute(channel.session(), VppcomAttr.GET_RX_FIFO_LEN);
        txFifoLength = loop.attribute(channel.session(), VppcomAttr.GET_TX_FIFO_LEN);
        channel.config().applyToConnection(loop, channel.session());
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddressOf(channel.loop(), channel.session());
    }

    /** Where VPP says that a session is at home. */
    static InetSocketAddress localAddressOf(VclLoop loop, int session) {
        VppcomEndpoint endpoint = loop.endpoint().clear();
        loop.vppcom().sessionAttr(session, VppcomAttr.GET_LCL_ADDR, endpoint.address(), endpoint.lengthAddress());
        return endpoint.get();
    }

    @Override
    public int read(long address, int length) throws IOException {
        VclLoop loop = channel.loop();
        int count = loop.vppcom().sessionRead(channel.session(), address, length);
        if (count > 0) {
            loop.stats().reads++;
            loop.stats().bytesRead += count;
            return count;
        }
        if (count == Errno.EAGAIN) {
            loop.stats().readWouldBlock++;
            return 0;
        }
        if (count == 0) {
            return -1;
        }
        throw failed("vppcom_session_read", count);
    }

    /**
     * VPP may enqueue between VCL's copy and its look whether the fifo is empty now: the event flag then stays set, and VPP
     * tells of nothing any more (vppcom.c {@code vppcom_session_read_internal}, 26.06). Only an empty fifo is told about.
     */
    @Override
    public boolean hasMore() {
        return channel.loop().vppcom().sessionAttr(channel.session(), VppcomAttr.GET_NREAD, 0, 0) != 0;
    }

    @Override
    public int write(long address, int length) throws IOException {
        VclLoop loop = channel.loop();
        int written = loop.vppcom().sessionWrite(channel.session(), address, length);
        if (written == Errno.EAGAIN && hasRoom()) {
            // VPP has made room meanwhile, or is short of memory for a bigger fifo (vppcom_session_write_inline, 26.06)
            written = loop.vppcom().sessionWrite(channel.session(), address, length);
        }
        if (written > 0) {
            countWrite(loop.stats(), written);
            return written;
        }
        if (written == Errno.EAGAIN) {
            loop.stats().writeWouldBlock++;
            return FULL;
        }
        throw failed("vppcom_session_write", written);
    }

    @Override
    public int write(GatheringWrite gather) throws IOException {
        VclLoop loop = channel.loop();
        VppcomDataSegments segments = gather.segments();
        if (gather.count() > 1 && loop.hasWriteSegments()) {
            int written = loop.vppcom().sessionWriteSegments(channel.session(), segments.address(), gather.count());
            if (written > 0) {
                countWrite(loop.stats(), written);
                return written;
            }
            if (written != Errno.EAGAIN) {
                throw failed("vppcom_session_write_segments", written);
            }
            // it is all or nothing, and silent about room: fill the fifo piece by piece, so that VPP will say
        }
        int total = 0;
        for (int i = 0; i < gather.count(); i++) {
            int written = write(segments.data(i), segments.length(i));
            if (written < 0) {
                return total > 0 ? total : written;
            }
            total += written;
            if (written < segments.length(i)) {
                break;
            }
        }
        return total;
    }

    /** VCL refuses to move bytes: the connection is gone. */
    private IOException failed(String call, int result) {
        channel.endsBy(VclCloseCause.RESET);
        return VclErrors.io(call, result);
    }

    private static void countWrite(VclWorkerStats stats, int bytes) {
        stats.writes++;
        stats.bytesWritten += bytes;
    }

    @Override
    public boolean reportsRoom() {
        return false;
    }

    @Override
    public boolean hasRoom() {
        return channel.loop().amount(channel.session(), VppcomAttr.GET_NWRITE) > 0;
    }

    /** At a FIN VCL stops watching the session altogether. */
    @Override
    public void watchAfterEnd() {
        channel.submit(VclIoOps.HALF_CLOSED);
    }

    /** VCL has none: what comes is read and dropped. */
    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput(boolean inputEnded) {
        if (inputEnded) {
            bothEnded();
        } else {
            channel.loop().vppcom().sessionShutdown(channel.session(), Vppcom.SHUT_WR);
        }
    }

    /**
     * VPP ignores SHUT_WR after the peer's FIN, also after one of which nothing is known here yet, and says nothing. Nothing
     * is left to be read: the FIN goes out by closing.
     */
    @Override
    public void bothEnded() {
        int handle = channel.session();
        // without a session the channel is still the loop's to close
        channel.renewRegistration();
        channel.setSession(AbstractVclChannel.NO_SESSION);
        channel.closeSession(handle);
    }

    @Override
    public void optionSet(ChannelOption<?> option, Object value) {
        if (option.equals(VclChannelOption.TCP_USER_MSS) && channel.isRegistered() && channel.isActive()) {
            channel.onLoop(channel.voidPromise(), () -> {
                if (isOpen()) {
                    channel.config().applyToConnection(channel.loop(), channel.session());
                }
            });
        }
    }

    @Override
    public @Nullable Object option(ChannelOption<?> option) {
        if (option.equals(VclChannelOption.RX_FIFO_LENGTH)) {
            return rxFifoLength;
        }
        return option.equals(VclChannelOption.TX_FIFO_LENGTH) ? txFifoLength : null;
    }

    @Override
    public boolean lingers() {
        return false;
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}
}
