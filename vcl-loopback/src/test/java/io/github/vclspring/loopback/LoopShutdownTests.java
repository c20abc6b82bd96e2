/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.session.VclSession;
import io.github.vclspring.vppcom.library.Vcl;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What becomes of channels when their loops are shut down. */
class LoopShutdownTests {

    private final VclApplication application = VclApplication.acquire(
            VclConfig.builder().appName("loop-shutdown-tests").workers(2).build(), Vcl.load(Vcl.LOOPBACK, null));
    private final VclEventLoopGroup group =
            new VclEventLoopGroup(application, task -> new Thread(task, "loop-shutdown-tests"));
    private final List<VclSocketChannel> accepted = new CopyOnWriteArrayList<>();
    private @Nullable Socket socket;

    @AfterEach
    void stop() throws Exception {
        if (socket != null) {
            socket.close();
        }
        shutDown();
        application.release();
    }

    private void shutDown() throws InterruptedException {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        assertThat(group.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Again and again: a loop may be told to end at any moment of its iteration. */
    @RepeatedTest(10)
    void closesServersAndConnectionsThatHaveNoSession() throws Exception {
        Channel unbound = registered(new VclServerSocketChannel());
        Channel unconnected = registered(new VclSocketChannel());
        Channel ended = endedOnBothSides();
        shutDown();
        assertThat(List.of(unbound, unconnected, ended))
                .allSatisfy(
                        channel -> assertThat(channel.closeFuture().isSuccess()).isTrue());
    }

    @Test
    void closesWhatALoopHasThatATaskOfItsOwnShutsDown() throws Exception {
        Channel connected = connected();
        connected.eventLoop().execute(() -> group.shutdownGracefully(0, 5, TimeUnit.SECONDS));
        shutDown();
        assertThat(connected.closeFuture().isSuccess()).isTrue();
        assertThat(application.worker(0).orElseThrow().stats().openSessions
                        + application.worker(1).orElseThrow().stats().openSessions)
                .isZero();
    }

    @Test
    void closesTheOthersIfOneCannotBeClosed() throws Exception {
        Channel connected = connected();
        IoEventLoop loop = (IoEventLoop) connected.eventLoop();
        // registered before and after, whatever the order
        for (int i = 0; i < 2; i++) {
            loop.register(new UncloseableHandle()).sync();
        }
        Channel later = new VclSocketChannel();
        group.register(later).sync();
        shutDown();
        assertThat(connected.closeFuture().isSuccess()).isTrue();
        assertThat(later.closeFuture().isSuccess()).isTrue();
    }

    @Test
    void closesConnectionsThatAreStillOnTheirWayThroughTheServersPipeline() throws Exception {
        List<Channel> children = new CopyOnWriteArrayList<>();
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(VclServerSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object child) {
                        children.add((Channel) child);
                    }
                })
                .childHandler(new Collector())
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sockets.add(new Socket("127.0.0.1", port));
        }
        await().until(() -> children.size() == sockets.size());
        shutDown();
        assertThat(children).noneMatch(Channel::isOpen);
        assertThat(application.workers()).allMatch(worker -> worker.stats().openSessions == 0);
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static final class UncloseableHandle implements VclIoHandle {

        @Override
        public @Nullable VclSession session() {
            return null;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {}

        @Override
        public void close() {
            throw new IllegalStateException("cannot be closed");
        }
    }

    private Channel registered(Channel channel) {
        group.register(channel).syncUninterruptibly();
        return channel;
    }

    /** VCL's session ends with both directions, the channel only when it is closed. */
    private Channel endedOnBothSides() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", serve())) {
            VclSocketChannel channel = accepted();
            socket.shutdownOutput();
            await().until(channel::isInputShutdown);
            channel.shutdownOutput().syncUninterruptibly();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(channel.isOpen()).isTrue();
            return channel;
        }
    }

    private Channel connected() throws IOException {
        socket = new Socket("127.0.0.1", serve());
        return accepted();
    }

    private VclSocketChannel accepted() {
        await().until(() -> !accepted.isEmpty());
        return accepted.get(0);
    }

    /** Returns the port. */
    private int serve() {
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(VclServerSocketChannel.class)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new Collector())
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @ChannelHandler.Sharable
    private final class Collector extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            accepted.add((VclSocketChannel) ctx.channel());
        }
    }
}
