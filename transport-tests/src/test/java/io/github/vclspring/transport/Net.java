/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes servers and clients of each {@link Kind}, on the loopback and on VPP; after each test no session is left. */
final class Net implements AfterEachCallback {

    private final List<Channel> opened = new ArrayList<>();

    /** A server that gives each connection a handler of its own. */
    Channel serve(Kind kind, Supplier<ChannelHandler> handlers, UnaryOperator<ServerBootstrap> options) {
        ServerBootstrap bootstrap = options.apply(kind.server().childHandler(initializer(handlers)));
        return opened(bootstrap.bind().syncUninterruptibly().channel());
    }

    Channel serve(Kind kind, Supplier<ChannelHandler> handlers) {
        return serve(kind, handlers, bootstrap -> bootstrap);
    }

    Bootstrap client(Kind kind, ChannelHandler handler) {
        return kind.client().handler(initializer(() -> handler));
    }

    Channel connect(Bootstrap client, Channel server) {
        return opened(
                client.connect(server.localAddress()).syncUninterruptibly().channel());
    }

    Channel opened(Channel channel) {
        opened.add(channel);
        return channel;
    }

    private static ChannelInitializer<Channel> initializer(Supplier<ChannelHandler> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers.get());
            }
        };
    }

    @Override
    public void afterEach(ExtensionContext context) {
        opened.forEach(channel -> channel.close().syncUninterruptibly());
        await().untilAsserted(() -> {
            assertThat(Loopback.sum(stats -> stats.openSessions))
                    .as("open sessions")
                    .isZero();
            assertThat(Loopback.sum(stats -> stats.listeners)).as("listeners").isZero();
        });
    }
}
