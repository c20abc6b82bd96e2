/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclCloseCause;
import io.github.vclspring.channel.option.VclChannelOption;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.eventloop.VclIoOps;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.SegmentArray;
import io.github.vclspring.session.VclSession;
import io.github.vclspring.vppcom.VppcomAttr;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The VCL session of a channel. */
final class VclStreamSocket implements StreamSocket {

    private final VclSocketChannel channel;

    VclStreamSocket(VclSocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public VclTransport transport() {
        return VclTransport.VCL;
    }

    @Override
    public void epollAdd() {
        if (!channel.hasSession()) {
            return;
        }
        channel.submit(VclIoOps.ACCEPTED);
        // before the first write: over cut-through, the reader learns with the data that it must report room
        channel.submit(VclIoOps.STREAM);
        if (channel.isActive()) {
            established();
        }
    }

    @Override
    public boolean isOpen() {
        return channel.hasSession();
    }

    /** Connects, and adds the session to the epoll set immediately: VCL reports the outcome only then. */
    @Override
    public void connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        VclSession session = channel.loop().sessions().openStream(remote);
        channel.setSession(session);
        channel.config().applyBeforeConnect(session);
        if (local != null) {
            session.bind(local);
        }
        session.connect(remote);
        channel.submit(VclIoOps.STREAM);
    }

    @Override
    public boolean finishConnect(boolean failed) throws IOException {
        channel.session().finishConnect(failed);
        channel.loop().stats().connected++;
        established();
        return true;
    }

    /** Called when there is a connection, and with it VPP's side of the session. */
    void established() {
        channel.config().applyToConnection(channel.session());
    }

    @Override
    public InetSocketAddress localAddress() {
        return channel.session().localAddress();
    }

    @Override
    public int read(long address, int length) throws IOException {
        try {
            return channel.session().read(address, length);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    @Override
    public boolean hasMore() {
        return channel.session().hasUnread();
    }

    @Override
    public int write(long address, int length) throws IOException {
        try {
            return channel.session().write(address, length);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    @Override
    public int write(SegmentArray gather) throws IOException {
        try {
            return channel.session().write(gather);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Records a reset: VCL fails reads and writes of a connection that is lost. */
    private IOException lost(IOException cause) {
        channel.endsBy(VclCloseCause.RESET);
        return cause;
    }

    @Override
    public boolean reportsRoom() {
        return false;
    }

    @Override
    public int room() {
        return channel.hasSession() ? channel.session().room() : 0;
    }

    /** Renews the session's epoll events, which VCL clears on a FIN. */
    @Override
    public void epollAfterEnd() {
        channel.submit(VclIoOps.HALF_CLOSED);
    }

    /** Does nothing, because VCL does not support it. */
    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput(boolean inputEnded) {
        if (inputEnded) {
            bothEnded();
        } else {
            channel.session().shutdownOutput();
        }
    }

    /**
     * Closes the session, which sends the FIN; nothing is left to read. VPP silently ignores SHUT_WR after the peer's
     * FIN, even if the FIN was not reported here yet.
     */
    @Override
    public void bothEnded() {
        VclSession session = channel.session();
        // keep a registration without a session, so that the loop still closes the channel
        channel.renewRegistration();
        channel.setSession(null);
        channel.closeSession(session);
    }

    @Override
    public void optionSet(ChannelOption<?> option, Object value) {
        if (option.equals(VclChannelOption.TCP_USER_MSS) && channel.isRegistered() && channel.isActive()) {
            channel.onLoop(channel.voidPromise(), () -> {
                if (isOpen()) {
                    channel.config().applyToConnection(channel.session());
                }
            });
        }
    }

    @Override
    public @Nullable Object option(ChannelOption<?> option) {
        if (option.equals(VclChannelOption.RX_FIFO_LENGTH)) {
            return fifoLength(VppcomAttr.GET_RX_FIFO_LEN, VclOption.RX_FIFO_SIZE);
        }
        return option.equals(VclChannelOption.TX_FIFO_LENGTH)
                ? fifoLength(VppcomAttr.GET_TX_FIFO_LEN, VclOption.TX_FIFO_SIZE)
                : null;
    }

    /** Returns a fifo's size; off the loop, where VCL must not be called, the configured one. */
    private int fifoLength(int attribute, VclOption configured) {
        if (!channel.isActive() || !channel.isRegistered()) {
            return 0;
        }
        VclLoop loop = channel.loop();
        if (!loop.eventLoop().inEventLoop()) {
            return (int) Math.min(Integer.MAX_VALUE, loop.worker().application().number(configured));
        }
        return isOpen() ? channel.session().attribute(attribute) : 0;
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
