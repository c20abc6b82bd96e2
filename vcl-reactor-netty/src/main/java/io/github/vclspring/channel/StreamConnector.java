/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomProto;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import org.jspecify.annotations.Nullable;

/** How a stream comes to its connection. Only on the event loop. */
final class StreamConnector {

    private final VclSocketChannel channel;
    private @Nullable PendingConnect pending;

    StreamConnector(VclSocketChannel channel) {
        this.channel = channel;
    }

    boolean isPending() {
        return pending != null;
    }

    void connect(InetSocketAddress remote, @Nullable InetSocketAddress local, ChannelPromise promise)
            throws IOException {
        if (pending != null) {
            throw new ConnectionPendingException();
        }
        channel.requireNotConnected();
        start(remote, local);
        PendingConnect connect = new PendingConnect(promise, remote);
        pending = connect;
        connect.failAfter(channel.config().getConnectTimeoutMillis(), channel::closeNow);
    }

    /** Starts to connect. The session is watched at once: VCL reports the outcome only to who watches already. */
    private void start(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        VclLoop loop = channel.loop();
        if (loop.worker().isDetached()) {
            // VCL would follow a null pointer (vppcom.c vppcom_session_connect, 26.06)
            throw VclErrors.connectWhileDetached(remote);
        }
        Vppcom vppcom = loop.vppcom();
        int handle = vppcom.sessionCreate(VppcomProto.TCP, 1);
        if (handle < 0) {
            throw VclErrors.io("vppcom_session_create", handle);
        }
        channel.setSession(handle);
        loop.stats().openSessions++;
        channel.config().apply(loop, handle);
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
        channel.watchOutbound();
    }

    /** VPP has answered. */
    void finish(boolean failed) {
        PendingConnect connect = pending;
        if (connect == null) {
            return;
        }
        pending = null;
        connect.cancelTimeout();
        VclLoop loop = channel.loop();
        if (failed) {
            loop.stats().connectFailures++;
            fail(connect, VclErrors.connect(loop.error(channel.session())));
            channel.closeNow();
            return;
        }
        loop.stats().connected++;
        channel.setAddresses(VclSocketChannel.localAddressOf(loop, channel.session()), connect.remote());
        channel.setActive(true);
        boolean stillWanted = connect.promise().trySuccess();
        // what happened is told even if nobody wants it any more, or a listener has closed it
        channel.pipeline().fireChannelActive();
        if (!stillWanted) {
            channel.closeNow();
        }
    }

    /** Returns whether a connect was in progress, which has failed now. */
    boolean fail(IOException cause) {
        PendingConnect connect = pending;
        if (connect == null) {
            return false;
        }
        fail(connect, cause);
        return true;
    }

    private void fail(PendingConnect connect, IOException cause) {
        connect.promise().tryFailure(channel.streamUnsafe().annotated(cause, connect.remote()));
    }

    /** The channel is being closed. */
    void abandon() {
        PendingConnect connect = pending;
        if (connect != null) {
            connect.cancelTimeout();
            connect.promise().tryFailure(new ClosedChannelException());
        }
    }

    /** The channel is closed. */
    void forget() {
        pending = null;
    }
}
