/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclCloseCause;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.channel.VclConnection;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.channel.datagram.VclDatagramChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.eventloop.VclSessionInfo;
import io.github.vclspring.eventloop.VclSessionList;
import io.github.vclspring.vppcom.library.Vcl;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The workers' counters say what happened, and their sessions can be listed. */
class WorkerCountersTests {

    private static final int WORKERS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private LoopbackVppcomLibrary library;
    private VclApplication application;
    private VclEventLoopGroup group;
    private Channel server;
    private int port;

    @BeforeEach
    void start() {
        library = (LoopbackVppcomLibrary) Vcl.load(Vcl.LOOPBACK, null);
        library.faults().detachSleep(Duration.ZERO);
        VclConfig config = VclConfig.builder()
                .appName("counters")
                .workers(WORKERS)
                .reattachInterval(Duration.ofMillis(20))
                .build();
        application = VclApplication.acquire(config, library);
        group = new VclEventLoopGroup(application, task -> new Thread(task, "counters"));
        server = new ServerBootstrap()
                .group(group)
                .channel(VclServerSocketChannel.class)
                .childHandler(new Echo())
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        port = ((InetSocketAddress) server.localAddress()).getPort();
    }

    @AfterEach
    void stop() throws InterruptedException {
        library.faults().reset();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        application.release();
        assertThat(group.terminationFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bytesAndConnectionsAreThoseOfThePeer() throws IOException {
        byte[] message = new byte[1000];
        for (int connection = 0; connection < 10; connection++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                for (int round = 0; round < 5; round++) {
                    socket.getOutputStream().write(message);
                    assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
                }
                assertThat(sum(stats -> stats.openSessions)).isEqualTo(1);
            }
            awaitNoSession();
        }
        assertThat(sum(stats -> stats.accepted)).isEqualTo(10);
        assertThat(sum(stats -> stats.bytesRead)).isEqualTo(50_000);
        assertThat(sum(stats -> stats.bytesWritten)).isEqualTo(50_000);
        assertThat(sum(stats -> stats.reads)).isBetween(50L, 500L);
        assertThat(sum(stats -> stats.writes)).isBetween(50L, 500L);
        // counters come without fences: no order among them is promised
        await().untilAsserted(() ->
                assertThat(sum(stats -> stats.closed(VclCloseCause.PEER))).isEqualTo(10));
        assertThat(sum(VclWorkerStats::closed)).isEqualTo(10);
    }

    @Test
    void aClosedConnectionHasItsCause() throws Exception {
        Socket reset = new Socket("127.0.0.1", port);
        reset.setSoLinger(true, 0);
        reset.close();
        await().untilAsserted(() ->
                assertThat(sum(s -> s.closed(VclCloseCause.RESET))).isEqualTo(1));

        client().connect("127.0.0.1", kernelPortThatRefuses()).await();
        await().untilAsserted(() ->
                assertThat(sum(s -> s.closed(VclCloseCause.CONNECT_FAILED))).isEqualTo(1));

        try (java.net.ServerSocket kernel = new java.net.ServerSocket(0)) {
            Channel local =
                    client().connect("127.0.0.1", kernel.getLocalPort()).sync().channel();
            local.close().sync();
            await().untilAsserted(() ->
                    assertThat(sum(s -> s.closed(VclCloseCause.LOCAL))).isEqualTo(1));
        }

        try (Socket lost = new Socket("127.0.0.1", port)) {
            lost.getOutputStream().write(1);
            assertThat(lost.getInputStream().read()).isEqualTo(1);
            library.faults().kill();
            await().untilAsserted(() ->
                    assertThat(sum(s -> s.closed(VclCloseCause.DETACHED))).isEqualTo(1));
        }
        awaitNoSession();
        assertThat(sum(s -> s.accepted + s.connects)).isEqualTo(sum(VclWorkerStats::closed));
        assertThat(sum(s -> s.connected)).isEqualTo(1);
    }

    @Test
    void aConnectionThatVclCannotTakeIsCounted() throws IOException {
        library.faults().failAccepts(1);
        try (Socket refused = new Socket("127.0.0.1", port)) {
            await().until(() -> sum(stats -> stats.acceptsFailed) == 1);
            assertThat(refused.isConnected()).isTrue();
        }
        try (Socket next = new Socket("127.0.0.1", port)) {
            next.getOutputStream().write(1);
            assertThat(next.getInputStream().read()).isEqualTo(1);
        }
        assertThat(sum(stats -> stats.accepted)).isEqualTo(1);
        assertThat(sum(stats -> stats.acceptsFailed)).isEqualTo(1);
    }

    @Test
    void everyChannelTellsItsStack() {
        assertThat(VclConnection.of(server).transport()).isEqualTo(VclTransport.VCL);
        assertThat(VclConnection.of(new VclSocketChannel()).transport()).isEqualTo(VclTransport.VCL);
        assertThat(VclConnection.of(new VclDatagramChannel()).transport()).isEqualTo(VclTransport.VCL);
        assertThat(VclConnection.of(new EpollSocketChannel()).transport()).isEqualTo(VclTransport.KERNEL);
    }

    @Test
    void timeWithoutVppIsCounted() {
        library.faults().kill();
        await().until(() -> sum(s -> s.detachments) == WORKERS);
        VclWorker worker = application.workers().get(0);
        await().until(() ->
                worker.detachedNanos(System.nanoTime()) > Duration.ofMillis(50).toNanos());
        library.faults().revive();
        await().until(() -> !worker.isDetached());
        assertThat(worker.stats().detachedNanos).isEqualTo(worker.detachedNanos(System.nanoTime()));
    }

    @Test
    void aSleepingLoopIsIdleAndABusyOneIsNot() throws Exception {
        VclWorker worker = application.workers().get(0);
        VclWorkerStats stats = worker.stats();
        await().until(() -> stats.asleep);
        long idle = stats.idleNanos;
        assertThat(stats.iterationNanos(System.nanoTime())).isZero();

        CountDownLatch release = new CountDownLatch(1);
        group.iterator().next().execute(() -> awaitQuietly(release));
        await().until(() ->
                stats.iterationNanos(System.nanoTime()) > Duration.ofMillis(200).toNanos());
        release.countDown();
        await().until(() -> stats.asleep);
        assertThat(stats.maxBusyNanos(System.nanoTime()))
                .isGreaterThan(Duration.ofMillis(200).toNanos());
        assertThat(stats.idleNanos).isGreaterThan(idle);
    }

    @Test
    void sessionsAreListedPageByPage() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Socket socket = new Socket("127.0.0.1", port);
            sockets.add(socket);
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
        }
        try {
            VclSessionList first = group.sessions(0, 5, PATIENCE);
            VclSessionList second = group.sessions(5, 5, PATIENCE);
            assertThat(first.total()).isEqualTo(7);
            assertThat(first.unanswered()).isEmpty();
            assertThat(first.listeners())
                    .hasSize(WORKERS)
                    .allSatisfy(l -> assertThat(l.kind()).isEqualTo(VclSessionInfo.Kind.LISTENER));
            assertThat(first.sessions()).hasSize(5);
            assertThat(second.sessions()).hasSize(2);
            List<VclSessionInfo> all = new ArrayList<>(first.sessions());
            all.addAll(second.sessions());
            assertThat(all.stream().map(info -> info.remote().getPort()))
                    .containsExactlyInAnyOrderElementsOf(
                            sockets.stream().map(Socket::getLocalPort).toList());
            assertThat(all).allSatisfy(info -> {
                assertThat(info.kind()).isEqualTo(VclSessionInfo.Kind.OPEN);
                assertThat(info.room()).isPositive();
                assertThat(info.unread()).isZero();
                assertThat(info.reads()).isTrue();
            });
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aLoopThatDoesNotAnswerIsNamed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        group.iterator().next().execute(() -> awaitQuietly(release));
        VclSessionList list = group.sessions(0, 10, Duration.ofSeconds(1));
        release.countDown();
        assertThat(list.unanswered()).containsExactly("counters");
        assertThat(list.listeners()).hasSize(WORKERS - 1);
    }

    @Test
    void aConnectionKnowsWhoCarriesIt() throws Exception {
        try (java.net.ServerSocket kernel = new java.net.ServerSocket(0)) {
            Channel vcl =
                    client().connect("127.0.0.1", kernel.getLocalPort()).sync().channel();
            Channel epoll = client(EpollSocketChannel.class)
                    .connect("127.0.0.1", kernel.getLocalPort())
                    .sync()
                    .channel();
            VclConnection connection = VclConnection.of(vcl);
            assertThat(connection.transport()).isEqualTo(VclTransport.VCL);
            assertThat(connection.worker()).isBetween(0, WORKERS - 1);
            assertThat(connection.remote()).isEqualTo(vcl.remoteAddress());
            assertThat(vcl.attr(VclConnection.KEY).get()).isSameAs(connection);
            assertThat(VclConnection.of(epoll))
                    .isEqualTo(new VclConnection(VclTransport.KERNEL, -1, epoll.localAddress(), epoll.remoteAddress()));
            vcl.close().sync();
            epoll.close().sync();
        }
    }

    private Bootstrap client() {
        return client(VclSocketChannel.class);
    }

    private Bootstrap client(Class<? extends Channel> type) {
        return new Bootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5000)
                .handler(new ChannelInboundHandlerAdapter());
    }

    private static int kernelPortThatRefuses() throws IOException {
        try (java.net.ServerSocket kernel = new java.net.ServerSocket(0)) {
            return kernel.getLocalPort();
        }
    }

    private void awaitNoSession() {
        await().untilAsserted(() -> assertThat(sum(stats -> stats.openSessions)).isZero());
    }

    private long sum(ToLongFunction<VclWorkerStats> counter) {
        return application.workers().stream()
                .map(VclWorker::stats)
                .mapToLong(counter)
                .sum();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
