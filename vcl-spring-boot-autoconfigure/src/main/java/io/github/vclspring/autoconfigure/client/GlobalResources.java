/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import org.springframework.beans.factory.DisposableBean;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

/** Sets the event loops of Reactor Netty's global resources, for the whole process, until the last context is closed. */
final class GlobalResources implements DisposableBean {

    private static final Object LOCK = new Object();
    private static int users;

    private final boolean active;

    /**
     * Sets the global resources.
     *
     * @param active false after a fallback to the kernel, which the global resources use anyway
     */
    GlobalResources(LoopResources loops, boolean active) {
        this.active = active;
        if (!active) {
            return;
        }
        synchronized (LOCK) {
            if (users++ == 0) {
                LoopResources view = new View(loops);
                HttpResources.set(view);
                TcpResources.set(view);
            }
        }
    }

    @Override
    public void destroy() {
        if (!active) {
            return;
        }
        synchronized (LOCK) {
            if (--users == 0) {
                HttpResources.reset();
                TcpResources.reset();
            }
        }
    }

    /** Ignores {@code dispose}: {@code set} and {@code reset} dispose what they replace, and others use these event loops. */
    private record View(LoopResources loops) implements LoopResources {

        @Override
        public boolean daemon() {
            return loops.daemon();
        }

        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return loops.onServer(useNative);
        }

        @Override
        public EventLoopGroup onServerSelect(boolean useNative) {
            return loops.onServerSelect(useNative);
        }

        @Override
        public EventLoopGroup onClient(boolean useNative) {
            return loops.onClient(useNative);
        }

        @Override
        public <CHANNEL extends Channel> CHANNEL onChannel(Class<CHANNEL> channelType, EventLoopGroup group) {
            return loops.onChannel(channelType, group);
        }

        @Override
        public <CHANNEL extends Channel> Class<? extends CHANNEL> onChannelClass(
                Class<CHANNEL> channelType, EventLoopGroup group) {
            return loops.onChannelClass(channelType, group);
        }

        @Override
        public void dispose() {
            // the event loops belong to the ReactorResourceFactory
        }
    }
}
