/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import org.jspecify.annotations.Nullable;

/** Connects a stream. Only on the event loop. */
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
        channel.chooseSocket(remote).connect(remote, local);
        PendingConnect connect = new PendingConnect(promise, remote);
        pending = connect;
        connect.failAfter(channel.config().getConnectTimeoutMillis(), channel::closeNow);
    }

    /** Completes the connect with the reported outcome. */
    void finish(boolean failed) {
        PendingConnect connect = pending;
        if (connect == null) {
            return;
        }
        try {
            if (!channel.socket().finishConnect(failed)) {
                return;
            }
        } catch (IOException e) {
            pending = null;
            connect.cancelTimeout();
            fail(connect, e);
            channel.closeNow();
            return;
        }
        pending = null;
        connect.cancelTimeout();
        channel.setAddresses(channel.socket().localAddress(), connect.remote());
        channel.established();
        boolean stillWanted = connect.promise().trySuccess();
        // the connection was active even if the promise was cancelled or a listener closed the channel
        channel.pipeline().fireChannelActive();
        if (!stillWanted) {
            channel.closeNow();
        }
    }

    /** Fails a pending connect. Returns whether there was one. */
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

    /** Fails a pending connect, because the channel is being closed. */
    void abandon() {
        PendingConnect connect = pending;
        if (connect != null) {
            connect.cancelTimeout();
            connect.promise().tryFailure(new ClosedChannelException());
        }
    }

    /** Drops the pending connect after the channel is closed. */
    void forget() {
        pending = null;
    }
}
