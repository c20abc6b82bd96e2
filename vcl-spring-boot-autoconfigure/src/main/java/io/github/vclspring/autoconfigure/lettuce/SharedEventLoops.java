/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.lettuce;

import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;

/** Provides the same event loops for every type that Lettuce requests, and does not stop them. */
final class SharedEventLoops implements EventLoopGroupProvider {

    private final EventLoopGroup group;

    SharedEventLoops(EventLoopGroup group) {
        this.group = group;
    }

    // Lettuce uses the result as an EventLoopGroup, whatever type it requests
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        return (T) group;
    }

    @Override
    public int threadPoolSize() {
        int size = 0;
        for (EventExecutor ignored : group) {
            size++;
        }
        return size;
    }

    @Override
    public Future<Boolean> release(EventExecutorGroup eventLoopGroup, long quietPeriod, long timeout, TimeUnit unit) {
        return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit timeUnit) {
        return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }
}
