/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connect that VPP has not answered yet. */
final class PendingConnect {

    private final ChannelPromise promise;
    private final InetSocketAddress remote;
    private @Nullable Future<?> timeout;

    PendingConnect(ChannelPromise promise, InetSocketAddress remote) {
        this.promise = promise;
        this.remote = remote;
    }

    ChannelPromise promise() {
        return promise;
    }

    InetSocketAddress remote() {
        return remote;
    }

    /** VPP itself gives up after about a minute (tcp_output.c, 26.06). */
    void failAfter(int millis, Runnable close) {
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

    void cancelTimeout() {
        Future<?> pending = timeout;
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
