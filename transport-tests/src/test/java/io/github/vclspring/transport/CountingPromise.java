/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it is completed. */
final class CountingPromise extends DefaultChannelPromise {

    private final AtomicInteger completions = new AtomicInteger();

    CountingPromise(Channel channel) {
        super(channel);
    }

    /** More than once is too often. */
    int completions() {
        return completions.get();
    }

    @Override
    public ChannelPromise setSuccess(Void result) {
        completions.incrementAndGet();
        return super.setSuccess(null);
    }

    @Override
    public ChannelPromise setFailure(Throwable cause) {
        completions.incrementAndGet();
        return super.setFailure(cause);
    }

    @Override
    public boolean trySuccess(Void result) {
        boolean first = super.trySuccess(null);
        if (first) {
            completions.incrementAndGet();
        }
        return first;
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        boolean first = super.tryFailure(cause);
        if (first) {
            completions.incrementAndGet();
        }
        return first;
    }
}
