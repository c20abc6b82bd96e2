/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclState;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.loopback.LoopbackFaults;
import io.github.vclspring.loopback.LoopbackVppcomLibrary;
import io.github.vclspring.suite.SuiteLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes servers and clients over the loopback; after each test all is closed, no fault is left and no session either. */
final class Loopback implements AfterEachCallback {

    private final List<Channel> opened = new ArrayList<>();

    LoopbackFaults faults() {
        return ((LoopbackVppcomLibrary) SuiteLoops.application().library()).faults();
    }

    /** Kills VPP, and waits until every worker has noticed: whoever notices only after its return loses it once more. */
    void kill() {
        faults().kill();
        await().until(() -> SuiteLoops.application().workers().stream().allMatch(VclWorker::isDetached));
    }

    /** Brings VPP back after {@link #kill}, and waits until it is told of. */
    void revive() {
        faults().revive();
        await().until(() -> SuiteLoops.application().state() == VclState.ATTACHED);
    }

    /** A server that gives each connection a handler of its own. */
    Channel server(Supplier<ChannelHandler> handlers) {
        return bind(bootstrap(handlers));
    }

    ServerBootstrap bootstrap(Supplier<ChannelHandler> handlers) {
        return new ServerBootstrap()
                .group(SuiteLoops.group())
                .channel(VclServerSocketChannel.class)
                .childHandler(initializer(handlers));
    }

    Channel bind(ServerBootstrap bootstrap) {
        Channel server = bootstrap.bind("127.0.0.1", 0).syncUninterruptibly().channel();
        opened.add(server);
        return server;
    }

    Bootstrap client(Supplier<ChannelHandler> handlers) {
        return new Bootstrap()
                .group(SuiteLoops.group())
                .channel(VclSocketChannel.class)
                .handler(initializer(handlers));
    }

    Channel connect(Bootstrap bootstrap, Channel server) {
        Channel client =
                bootstrap.connect(server.localAddress()).syncUninterruptibly().channel();
        opened.add(client);
        return client;
    }

    static int port(Channel server) {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    static long sum(ToLongFunction<VclWorkerStats> counter) {
        return SuiteLoops.application().workers().stream()
                .map(VclWorker::stats)
                .mapToLong(counter)
                .sum();
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
        faults().reset();
        revive();
        opened.forEach(channel -> channel.close().syncUninterruptibly());
        opened.clear();
        await().untilAsserted(() -> {
            assertThat(sum(stats -> stats.openSessions)).as("open sessions").isZero();
            assertThat(sum(stats -> stats.listeners)).as("listeners").isZero();
        });
    }
}
