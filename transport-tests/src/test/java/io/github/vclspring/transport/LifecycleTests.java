/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclState;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.config.KernelDestinations;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.suite.SuiteLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ConnectionPendingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Registering, connecting and closing at the wrong moment. */
class LifecycleTests {

    @RegisterExtension
    final Loopback loopback = new Loopback();

    private final Handlers.Sink sink = new Handlers.Sink();

    @Test
    void vppsDeathClosesConnectionsThatWouldResetTheirPeer() {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink).childOption(ChannelOption.SO_LINGER, 0));
        Channel client =
                loopback.connect(loopback.client(Handlers.Sink::new).option(ChannelOption.SO_LINGER, 0), server);
        await().until(() -> sink.channel != null);
        loopback.kill();
        await().until(() -> sink.inactive && !client.isOpen());
        assertThat(sink.channel.closeFuture().isSuccess()).isTrue();
        assertThat(client.closeFuture().isSuccess()).isTrue();
    }

    @Test
    void whatVppHasForgottenIsClosedWithoutALeak() throws IOException {
        int before = loopback.faults().sessions();
        loopback.faults().closeWait(Duration.ofMillis(50));
        Channel server = loopback.bind(loopback.bootstrap(() -> sink)
                .childOption(ChannelOption.SO_LINGER, 0)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true));
        try (Socket socket = new Socket("127.0.0.1", Loopback.port(server))) {
            await().until(() -> sink.channel != null);
            socket.shutdownOutput();
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            sink.channel.close().syncUninterruptibly();
        }
        server.close().syncUninterruptibly();
        await().until(() -> loopback.faults().sessions() <= before);
    }

    @Test
    void whoIsAcceptedBeforeVppDiesAndRegisteredAfterItsReturnIsClosed() throws Exception {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink));
        long accepted = Loopback.sum(stats -> stats.accepted);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        server.eventLoop().execute(() -> {
            blocked.countDown();
            awaitQuietly(goOn);
        });
        blocked.await();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < SuiteLoops.COUNT; i++) {
                sockets.add(new Socket("127.0.0.1", Loopback.port(server)));
            }
            await().until(() -> Loopback.sum(stats -> stats.accepted) == accepted + SuiteLoops.COUNT - 1);
            loopback.faults().kill();
            await().until(() -> attached() == 1);
            loopback.faults().revive();
            // nobody re-attaches before all have noticed
            await().during(Duration.ofMillis(500)).until(() -> attached() == 1);
        } finally {
            goOn.countDown();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> SuiteLoops.application().state() == VclState.ATTACHED);
        await().until(() -> Loopback.sum(stats -> stats.openSessions) == 0);
    }

    @Test
    void whoIsOnItsWayThroughTheServersPipelineWhenVppStopsIsClosed() {
        int before = loopback.faults().sessions();
        BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
        Channel server = loopback.bind(loopback.bootstrap(() -> sink));
        server.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object child) {
                accepted.add((Channel) child);
            }
        });
        // until it has been added on the loop, the pipeline passes it by
        server.eventLoop().submit(() -> {}).syncUninterruptibly();
        loopback.connect(loopback.client(Handlers.Sink::new), server);
        Channel child = await().until(accepted::poll, Objects::nonNull);
        loopback.kill();
        await().until(() -> !child.isOpen());
        loopback.revive();
        server.pipeline().firstContext().fireChannelRead(child);
        assertThat(Loopback.sum(stats -> stats.openSessions)).isZero();
        server.close().syncUninterruptibly();
        await().until(() -> loopback.faults().sessions() <= before + 1);
    }

    @Test
    void nobodyAttachesAgainBeforeAllHaveClosedWhatVppsDeathEnded() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Channel server = loopback.bind(loopback.bootstrap(() -> new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                closing.countDown();
                awaitQuietly(goOn);
            }
        }));
        loopback.connect(loopback.client(Handlers.Sink::new), server);
        loopback.kill();
        closing.await();
        loopback.faults().revive();
        try {
            await().during(Duration.ofMillis(500)).until(() -> attached() == 0);
        } finally {
            goOn.countDown();
        }
        await().until(() -> SuiteLoops.application().state() == VclState.ATTACHED);
    }

    private static long attached() {
        return SuiteLoops.application().workers().stream()
                .filter(worker -> !worker.isDetached())
                .count();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void serversThatAreClosedInTheMomentOfVppsDeathAreClosed() throws Exception {
        EventLoop loop = SuiteLoops.group().next();
        Channel first = bindOn(loop);
        Channel second = bindOn(loop);
        List<Long> detachments = detachments();
        loop.submit(() -> {
                    loopback.faults().kill();
                    first.close();
                    second.close();
                    loopback.faults().revive();
                })
                .sync();
        assertThat(first.closeFuture().await(10_000)).isTrue();
        assertThat(second.closeFuture().await(10_000)).isTrue();
        await("every worker has noticed").untilAsserted(() -> {
            for (int i = 0; i < detachments.size(); i++) {
                assertThat(detachments().get(i)).isEqualTo(detachments.get(i) + 1);
            }
        });
        await().until(() -> SuiteLoops.application().state() == VclState.ATTACHED);
    }

    private Channel bindOn(EventLoop loop) throws InterruptedException {
        VclServerSocketChannel server = new VclServerSocketChannel();
        loop.register(server).sync();
        server.bind(new InetSocketAddress("127.0.0.1", 0)).sync();
        return server;
    }

    private static List<Long> detachments() {
        ToLongFunction<VclWorkerStats> detachments = stats -> stats.detachments;
        return SuiteLoops.application().workers().stream()
                .map(VclWorker::stats)
                .map(detachments::applyAsLong)
                .toList();
    }

    @Test
    void aServerListensOnAllLoopsHoweverItIsBound() throws Exception {
        VclServerSocketChannel server = new VclServerSocketChannel();
        SuiteLoops.group().register(server).sync();
        server.pipeline().bind(new InetSocketAddress("127.0.0.1", 0)).sync();
        await().until(() -> Loopback.sum(stats -> stats.listeners) == SuiteLoops.COUNT);
        server.close().sync();
        Channel bound = bindOn(SuiteLoops.group().next());
        assertThat(Loopback.sum(stats -> stats.listeners)).isEqualTo(SuiteLoops.COUNT);
        bound.close().sync();
    }

    @Test
    void aServerIsClosedOnceNoLoopListensAnyMore() throws Exception {
        VclServerSocketChannel server =
                (VclServerSocketChannel) bindOn(SuiteLoops.group().next());
        EventLoop other = SuiteLoops.group().next();
        assertThat(other).isNotSameAs(server.eventLoop());
        CountDownLatch goOn = new CountDownLatch(1);
        other.execute(() -> awaitQuietly(goOn));
        ChannelFuture closed = server.close();
        try {
            await().during(Duration.ofMillis(300)).until(() -> !closed.isDone());
        } finally {
            goOn.countDown();
        }
        closed.sync();
        assertThat(Loopback.sum(stats -> stats.listeners)).isZero();
    }

    @Test
    void aSecondConnectFailsAndLeavesTheConnectionAlone() {
        Channel server = loopback.server(Handlers.Echo::new);
        Channel client = loopback.connect(loopback.client(() -> sink), server);
        ChannelFuture second = client.connect(server.localAddress());
        assertThat(second.awaitUninterruptibly().cause()).isInstanceOf(AlreadyConnectedException.class);
        assertEchoes(client);
    }

    @Test
    void aSecondConnectFailsAndLeavesTheFirstInProgress() {
        Channel server = loopback.server(Handlers.Echo::new);
        loopback.faults().slowVpp(Duration.ofMillis(300));
        Channel client =
                loopback.client(() -> sink).register().syncUninterruptibly().channel();
        ChannelFuture first = client.connect(server.localAddress());
        ChannelFuture second = client.connect(server.localAddress());
        assertThat(second.awaitUninterruptibly().cause()).isInstanceOf(ConnectionPendingException.class);
        assertThat(first.awaitUninterruptibly().isSuccess()).isTrue();
        assertEchoes(client);
        client.close().syncUninterruptibly();
    }

    @Test
    void aChannelThatIsNotConnectedOutlivesVpp() {
        Channel client =
                loopback.client(() -> sink).register().syncUninterruptibly().channel();
        loopback.kill();
        loopback.revive();
        Channel server = loopback.server(Handlers.Echo::new);
        assertThat(client.connect(server.localAddress()).awaitUninterruptibly().isSuccess())
                .isTrue();
        assertEchoes(client);
        client.close().syncUninterruptibly();
    }

    @Test
    void aConnectionThatIsRegisteredAnewIsWrittenOn() {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink).childOption(ChannelOption.AUTO_READ, false));
        Channel client = loopback.connect(loopback.client(Handlers.Sink::new), server);
        byte[] bytes = new byte[32 << 20];
        ChannelFuture written = client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        long refused = Loopback.sum(stats -> stats.writeWouldBlock);
        await().until(() -> Loopback.sum(stats -> stats.writeWouldBlock) >= refused && !client.isWritable());
        EventLoop loop = client.eventLoop();
        client.deregister().syncUninterruptibly();
        loop.register(client).syncUninterruptibly();
        await().until(() -> sink.channel != null);
        sink.channel.config().setAutoRead(true);
        assertThat(written.awaitUninterruptibly().isSuccess()).isTrue();
        await().until(() -> sink.size == bytes.length);
    }

    @Test
    void aConnectionIsNotRegisteredWithAnotherLoop() {
        Channel server = loopback.server(Handlers.Echo::new);
        Channel client = loopback.connect(loopback.client(() -> sink), server);
        EventLoop loop = client.eventLoop();
        client.deregister().syncUninterruptibly();
        assertThatThrownBy(() -> loop.next().parent().next().register(client).syncUninterruptibly())
                .hasMessageContaining("incompatible event loop");
        loop.register(client).syncUninterruptibly();
        assertEchoes(client);
    }

    @Test
    void aConnectionOverTheKernelIsRegisteredAnew() {
        Channel server = loopback.server(Handlers.Echo::new);
        KernelDestinations everything = KernelDestinations.of(List.of("127.0.0.0/8"));
        Bootstrap bootstrap = new Bootstrap()
                .group(SuiteLoops.group())
                .channelFactory(() -> new VclSocketChannel(everything))
                .handler(sink);
        Channel client = loopback.connect(bootstrap, server);
        EventLoop loop = client.eventLoop();
        client.deregister().syncUninterruptibly();
        loop.register(client).syncUninterruptibly();
        assertEchoes(client);
    }

    @Test
    void aChannelWithoutDestinationsTakesThoseOfItsEventLoops() {
        Channel server = loopback.server(Handlers.Echo::new);
        VclEventLoopGroup group = SuiteLoops.group();
        group.setKernelDestinations(KernelDestinations.of(List.of("127.0.0.0/8")));
        try {
            Channel client = loopback.connect(
                    new Bootstrap().group(group).channel(VclSocketChannel.class).handler(sink), server);
            assertThat(((VclSocketChannel) client).transport()).isEqualTo(VclTransport.KERNEL);
            assertEchoes(client);
        } finally {
            group.setKernelDestinations(KernelDestinations.NONE);
        }
    }

    private void assertEchoes(Channel client) {
        int before = sink.size;
        client.writeAndFlush(Unpooled.copiedBuffer(new byte[] {1, 2, 3}));
        await().until(() -> sink.size == before + 3);
    }

    @Test
    void connectionsThatCouldNotBeAcceptedDoNotHideTheOthersFromAClose() throws IOException {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink).option(ChannelOption.AUTO_READ, false));
        List<Socket> sockets = connect(server, 3 * SuiteLoops.COUNT);
        loopback.faults().failAccepts(1);
        assertThat(server.close().awaitUninterruptibly().isSuccess()).isTrue();
        close(sockets);
    }

    @Test
    void connectionsThatCouldNotBeAcceptedDoNotHideTheOthersFromARead() throws IOException {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink).option(ChannelOption.AUTO_READ, false));
        List<Socket> sockets = connect(server, 3 * SuiteLoops.COUNT);
        long accepted = Loopback.sum(stats -> stats.accepted);
        loopback.faults().failAccepts(1);
        server.config().setAutoRead(true);
        await().until(() -> Loopback.sum(stats -> stats.accepted) == accepted + sockets.size() - 1);
        close(sockets);
    }

    @Test
    void aServerThatAsksForTheNextWhenItHasOneGetsThemAll() throws IOException {
        ServerBootstrap bootstrap = loopback.bootstrap(Handlers.Sink::new)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext ctx) {
                        ctx.read();
                    }

                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object child) {
                        ctx.fireChannelRead(child);
                        ctx.read();
                    }
                });
        Channel server = loopback.bind(bootstrap);
        long accepted = Loopback.sum(stats -> stats.accepted);
        List<Socket> sockets = connect(server, 5 * SuiteLoops.COUNT);
        await().until(() -> Loopback.sum(stats -> stats.accepted) == accepted + sockets.size());
        close(sockets);
    }

    private static List<Socket> connect(Channel server, int count) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new Socket("127.0.0.1", Loopback.port(server)));
        }
        return sockets;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
