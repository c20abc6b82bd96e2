/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclState;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.session.VclBindException;
import io.github.vclspring.session.VclBindException.Reason;
import io.github.vclspring.vppcom.library.Vcl;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the transport promises, over the loopback and its faults. */
@Timeout(60)
class TransportTests {

    private static final int WORKERS = 3;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    private static LoopbackVppcomLibrary library;
    private static VclApplication application;
    private static VclEventLoopGroup group;

    private final List<Channel> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        library = (LoopbackVppcomLibrary) Vcl.load(Vcl.LOOPBACK, null);
        library.faults().detachSleep(Duration.ZERO);
        VclConfig config = VclConfig.builder()
                .appName("transport-tests")
                .workers(WORKERS)
                .reattachInterval(Duration.ofMillis(20))
                .set(VclOption.RX_FIFO_SIZE, 64 << 10)
                .set(VclOption.TX_FIFO_SIZE, 64 << 10)
                .build();
        application = VclApplication.acquire(config, library);
        group = new VclEventLoopGroup(application, task -> new Thread(task, "transport-tests"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        application.release();
        assertThat(group.terminationFuture().await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(application.state()).isEqualTo(VclState.CLOSED);
        assertThat(library.faults().sessions()).isZero();
    }

    @AfterEach
    void closeAll() {
        library.faults().reset();
        opened.forEach(channel -> channel.close().syncUninterruptibly());
        await().untilAsserted(() -> assertThat(openSessions()).isZero());
    }

    @Test
    void portZeroBecomesTheRealPort() {
        assertThat(port(echoServer())).isBetween(1024, 65_535);
    }

    @Test
    void aTakenAddressIsABindExceptionThatSaysInUse() {
        int port = port(echoServer());
        assertThatThrownBy(
                        () -> server(new EchoHandler()).bind("127.0.0.1", port).sync())
                .isInstanceOf(BindException.class)
                .hasMessageContaining("in use")
                .isInstanceOfSatisfying(
                        VclBindException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ADDRESS_IN_USE));
        assertThat(listeners()).as("the failed server's are gone").isEqualTo(WORKERS);
    }

    @Test
    void anAddressThatIsNotLocalIsABindException() {
        assertThatThrownBy(
                        () -> server(new EchoHandler()).bind("192.0.2.1", 8080).sync())
                .isInstanceOf(BindException.class)
                .hasMessageContaining("Cannot assign requested address")
                .isInstanceOfSatisfying(
                        VclBindException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ADDRESS_NOT_AVAILABLE));
    }

    @Test
    void everyLoopAcceptsItsShareAndServesWhatItAccepted() throws IOException {
        Channel server = echoServer();
        long[] before = accepted();
        for (int i = 0; i < 2 * WORKERS; i++) {
            try (Socket socket = new Socket("127.0.0.1", port(server))) {
                socket.getOutputStream().write(i);
                assertThat(socket.getInputStream().read()).isEqualTo(i);
            }
        }
        long[] after = accepted();
        for (int i = 0; i < WORKERS; i++) {
            assertThat(after[i] - before[i]).isEqualTo(2);
        }
    }

    @Test
    void aRefusedConnectIsAConnectException() {
        Channel server = echoServer();
        int port = port(server);
        server.close().syncUninterruptibly();
        await().untilAsserted(() -> assertThat(listeners()).isZero());
        assertThatThrownBy(
                        () -> client(new Collector()).connect("127.0.0.1", port).sync())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void aConnectThatNobodyAnswersTimesOutAndLeavesNoSession() {
        library.faults().slowVpp(Duration.ofSeconds(2));
        int port = port(kernelServer());
        assertThatThrownBy(() -> client(new Collector())
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 50)
                        .connect("127.0.0.1", port)
                        .sync())
                .isInstanceOf(ConnectTimeoutException.class);
        await().untilAsserted(() -> assertThat(openSessions()).isZero());
    }

    @Test
    void aCancelledConnectLeavesNoSession() {
        library.faults().slowVpp(Duration.ofSeconds(2));
        ChannelFuture connect = client(new Collector()).connect("127.0.0.1", port(kernelServer()));
        connect.cancel(false);
        await().untilAsserted(() -> {
            assertThat(connect.channel().isOpen()).isFalse();
            assertThat(openSessions()).isZero();
        });
    }

    @Test
    void whatIsLargerThanTheFifoArrivesWholeAndInOrder() {
        assertThat(echoed(random(3_000_000), 3_000_000)).isEqualTo(random(3_000_000));
    }

    @Test
    void manyBuffersInOneFlushArriveWholeAndInOrder() {
        byte[] bytes = random(1024 * 37);
        assertThat(echoed(bytes, 37)).isEqualTo(bytes);
    }

    @Test
    void refusalsAndCutWritesLoseNothing() {
        library.faults().refuseEveryRead(3);
        library.faults().refuseEveryWrite(3);
        library.faults().limitWrites(1001);
        byte[] bytes = random(500_000);
        assertThat(echoed(bytes, 9_999)).isEqualTo(bytes);
    }

    @Test
    void aFileArrivesWhole(@TempDir Path directory) throws IOException {
        byte[] bytes = random(1_000_000);
        Path file = Files.write(directory.resolve("file"), bytes);
        Collector collector = new Collector();
        Channel channel = connect(collector, echoServer());
        channel.writeAndFlush(new DefaultFileRegion(file.toFile(), 0, bytes.length));
        assertThat(collector.await(bytes.length)).isEqualTo(bytes);
    }

    @Test
    void withAutoReadOffNothingIsReadUntilItIsAskedFor() {
        Collector collector = new Collector();
        Channel channel = connect(collector, echoServer());
        channel.config().setAutoRead(false);
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[100])).syncUninterruptibly();
        long reads = reads();
        await().during(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(collector.size()).isZero());
        channel.read();
        collector.await(100);
        assertThat(reads()).isGreaterThan(reads);
    }

    @Test
    void aConnectionThatItsClientHasAlreadyClosedIsNoticed() throws IOException {
        Channel server = echoServer();
        long before = accepted()[0];
        for (int i = 0; i < 4 * WORKERS; i++) {
            new Socket("127.0.0.1", port(server)).close();
        }
        await().untilAsserted(() -> assertThat(accepted()[0] - before).isEqualTo(4));
        await().untilAsserted(() -> assertThat(openSessions()).isZero());
    }

    @Test
    void kernelChannelsLiveOnTheSameLoops() {
        int port = port(kernelServer());
        Collector collector = new Collector();
        Channel channel = track(new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .handler(collector)
                .connect("127.0.0.1", port)
                .syncUninterruptibly()
                .channel());
        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
        assertThat(collector.await(3)).containsExactly(1, 2, 3);
    }

    @Test
    void anAcceptedChannelIsRefusedByAnotherLoop() throws IOException {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        EventLoop fixed = group.next();
        Channel server = track(new ServerBootstrap()
                .group(group)
                .channel(VclServerSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object child) {
                        fixed.register((Channel) child).addListener(f -> {
                            if (!f.isSuccess()) {
                                failures.add(f.cause());
                                ((Channel) child).unsafe().closeForcibly();
                            }
                        });
                    }
                })
                .childHandler(new EchoHandler())
                .bind(ANY_PORT)
                .syncUninterruptibly()
                .channel());
        // one connection for each loop, of which one is the right one
        for (int i = 0; i < WORKERS; i++) {
            new Socket("127.0.0.1", port(server)).close();
        }
        await().untilAsserted(() -> assertThat(failures)
                .hasSize(WORKERS - 1)
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("incompatible event loop type")));
    }

    @Test
    void vppsDeathFailsConnectionsAndItsReturnServesAgain() throws IOException {
        Channel server = echoServer();
        Collector collector = new Collector();
        Channel connection = connect(collector, server);
        long reattachments = application.reattachments();

        kill();
        await().until(() -> !connection.isOpen());
        assertThat(collector.failure()).hasMessageContaining("detached from VPP");
        assertThat(application.state()).isEqualTo(VclState.DETACHED);
        assertThatThrownBy(() ->
                        client(new Collector()).connect(server.localAddress()).sync())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("detached from VPP");

        library.faults().revive();
        await().until(() -> application.state() == VclState.ATTACHED);
        assertThat(application.reattachments()).isEqualTo(reattachments + 1);
        await().ignoreExceptions().untilAsserted(() -> {
            try (Socket socket = new Socket("127.0.0.1", port(server))) {
                socket.setSoTimeout(1000);
                socket.getOutputStream().write(7);
                assertThat(socket.getInputStream().read()).isEqualTo(7);
            }
        });
    }

    @Test
    void aListenerThatVppLostIsMadeAnew() {
        Channel server = echoServer();
        library.faults().loseListener(port(server));
        kill();
        library.faults().revive();
        awaitEcho(port(server));
    }

    @Test
    void aListenerThatCouldNotBeMadeAnewIsMadeAfterVppsNextDeath() throws IOException {
        int port = port(echoServer());
        library.faults().loseListener(port);
        kill();
        try (ServerSocket taker = new ServerSocket()) {
            taker.bind(new InetSocketAddress("127.0.0.1", port));
            library.faults().revive();
            await().until(() -> application.state() == VclState.ATTACHED && listeners() == 0);
            kill();
            // for longer than the listeners wait until they try again
            await().during(Duration.ofMillis(500)).until(() -> listeners() == 0);
        }
        library.faults().revive();
        awaitEcho(port);
    }

    /** Until every worker has noticed: whoever notices only after VPP's return loses it once more. */
    private static void kill() {
        library.faults().kill();
        await().until(() -> application.workers().stream().allMatch(VclWorker::isDetached));
    }

    private static void awaitEcho(int port) {
        await().ignoreExceptions().untilAsserted(() -> {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(1000);
                socket.getOutputStream().write(9);
                assertThat(socket.getInputStream().read()).isEqualTo(9);
            }
        });
    }

    @Test
    void idleLoopsSleep() {
        echoServer();
        long turns = Long.MAX_VALUE;
        // the machine may wake them up at times, but a loop that does not sleep turns in every second
        for (int i = 0; i < 5 && turns >= 20; i++) {
            long before = turns();
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3)).until(() -> true);
            turns = turns() - before;
        }
        assertThat(turns).as("turns of %s loops in a second", WORKERS).isLessThan(20);
    }

    private byte[] echoed(byte[] bytes, int chunk) {
        Collector collector = new Collector();
        Channel channel = connect(collector, echoServer());
        for (int i = 0; i < bytes.length; i += chunk) {
            channel.write(Unpooled.wrappedBuffer(bytes, i, Math.min(chunk, bytes.length - i)));
        }
        channel.flush();
        return collector.await(bytes.length);
    }

    private Channel connect(Collector collector, Channel server) {
        return track(client(collector)
                .connect(server.localAddress())
                .syncUninterruptibly()
                .channel());
    }

    private Channel echoServer() {
        return track(
                server(new EchoHandler()).bind(ANY_PORT).syncUninterruptibly().channel());
    }

    private Channel kernelServer() {
        return track(new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new EchoHandler())
                .bind(ANY_PORT)
                .syncUninterruptibly()
                .channel());
    }

    private static ServerBootstrap server(EchoHandler handler) {
        return new ServerBootstrap()
                .group(group)
                .channel(VclServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler);
                    }
                });
    }

    private static Bootstrap client(Collector collector) {
        return new Bootstrap().group(group).channel(VclSocketChannel.class).handler(collector);
    }

    private Channel track(Channel channel) {
        opened.add(0, channel);
        return channel;
    }

    private static int port(Channel server) {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static long[] accepted() {
        return application.workers().stream().mapToLong(w -> w.stats().accepted).toArray();
    }

    private static long openSessions() {
        return sum(w -> w.stats().openSessions);
    }

    private static long listeners() {
        return sum(w -> w.stats().listeners);
    }

    private static long reads() {
        return sum(w -> w.stats().reads);
    }

    private static long turns() {
        return sum(w -> w.stats().iterations);
    }

    private static long sum(java.util.function.ToLongFunction<VclWorker> counter) {
        return application.workers().stream().mapToLong(counter).sum();
    }

    @Sharable
    private static final class EchoHandler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private static final class Collector extends SimpleChannelInboundHandler<ByteBuf> {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) throws IOException {
            synchronized (bytes) {
                message.readBytes(bytes, message.readableBytes());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failure.set(cause);
            ctx.close();
        }

        int size() {
            synchronized (bytes) {
                return bytes.size();
            }
        }

        byte[] await(int length) {
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(size()).isGreaterThanOrEqualTo(length));
            synchronized (bytes) {
                return bytes.toByteArray();
            }
        }

        Throwable failure() {
            return failure.get();
        }
    }
}
