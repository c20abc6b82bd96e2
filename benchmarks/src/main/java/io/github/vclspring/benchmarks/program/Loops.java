/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.Vcl;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** The event loops of a program, chosen here and not by Reactor Netty, which would take the native transport that it likes best. */
final class Loops {

    private static final long MIB = 1 << 20;

    private Loops() {}

    static LoopResources of(Settings settings) {
        return switch (settings.stack()) {
            case EPOLL ->
                new Kernel(
                        settings,
                        EpollIoHandler.newFactory(),
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class);
            case NIO ->
                new Kernel(settings, NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
            case IO_URING ->
                new Kernel(
                        settings,
                        IoUringIoHandler.newFactory(),
                        IoUringServerSocketChannel.class,
                        IoUringSocketChannel.class);
            case VCL ->
                VclLoopResources.create(
                        settings.program(),
                        config(settings),
                        Vcl.load(Vcl.VPP, Path.of(settings.vcl().library())));
        };
    }

    /** Also for the program without Netty. */
    static VclConfig config(Settings settings) {
        Settings.Vcl vcl = settings.vcl();
        return VclConfig.builder()
                .appName("benchmark-" + settings.program() + "-"
                        + settings.address().getPort())
                .workers(settings.loops())
                .spin(vcl.spin())
                .set(VclOption.APP_SOCKET_API, vcl.appSocket())
                .set(VclOption.APP_SCOPE_LOCAL, true)
                .set(VclOption.RX_FIFO_SIZE, vcl.fifoSize())
                .set(VclOption.TX_FIFO_SIZE, vcl.fifoSize())
                .set(VclOption.SEGMENT_SIZE, 256 * MIB)
                .set(VclOption.ADD_SEGMENT_SIZE, 256 * MIB)
                .set(VclOption.EVENT_QUEUE_SIZE, vcl.eventQueueSize())
                .set(VclOption.SESSION_TIMEOUT, Duration.ofSeconds(10))
                .build();
    }

    private static final class Kernel implements LoopResources {

        private final EventLoopGroup group;
        private final EventLoopGroup colocated;
        private final Class<? extends ServerSocketChannel> server;
        private final Class<? extends SocketChannel> socket;

        Kernel(
                Settings settings,
                IoHandlerFactory handlers,
                Class<? extends ServerSocketChannel> server,
                Class<? extends SocketChannel> socket) {
            group = new MultiThreadIoEventLoopGroup(
                    settings.loops(), new DefaultThreadFactory(settings.program(), true), handlers);
            colocated = LoopResources.colocate(group);
            this.server = server;
            this.socket = socket;
        }

        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return group;
        }

        @Override
        public EventLoopGroup onClient(boolean useNative) {
            return colocated;
        }

        @Override
        public <CHANNEL extends Channel> CHANNEL onChannel(Class<CHANNEL> channelType, EventLoopGroup ignored) {
            try {
                return channelType.cast(onChannelClass(channelType, ignored)
                        .getDeclaredConstructor()
                        .newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public <CHANNEL extends Channel> Class<? extends CHANNEL> onChannelClass(
                Class<CHANNEL> channelType, EventLoopGroup ignored) {
            if (channelType.equals(ServerSocketChannel.class)) {
                return server.asSubclass(channelType);
            }
            if (channelType.equals(SocketChannel.class)) {
                return socket.asSubclass(channelType);
            }
            return LoopResources.super.onChannelClass(channelType, ignored);
        }

        @Override
        public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
            return Mono.fromRunnable(
                    () -> group.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    /** Stops them, and waits for it. */
    static void stop(LoopResources loops) {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block(Duration.ofSeconds(10));
    }
}
