/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.Internal;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connect that VPP has not answered yet. */
@Internal
public final class PendingConnect {

    private final ChannelPromise promise;
    private final InetSocketAddress remote;
    private @Nullable Future<?> timeout;

    public PendingConnect(ChannelPromise promise, InetSocketAddress remote) {
        this.promise = promise;
        this.remote = remote;
    }

    public ChannelPromise promise() {
        return promise;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    /** Fails the connect after a timeout. VPP itself gives up after about a minute (tcp_output.c, 26.06). */
    public void failAfter(int millis, Runnable close) {
        if (millis > 0) {
            timeout = promise.channel()
                    .eventLoop()
                    .schedule(
                            () -> {
                                var cause = new ConnectTimeoutException(
                                        "connection timed out after " + millis + " ms: " + remote);
                                if (promise.tryFailure(cause)) {
                                    close.run();
                                }
                            },
                            millis,
                            TimeUnit.MILLISECONDS);
        }
        promise.addListener(future -> {
            if (future.isCancelled()) {
                close.run();
            }
        });
    }

    public void cancelTimeout() {
        Future<?> pending = timeout;
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
