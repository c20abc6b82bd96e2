/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Channels of VCL and of the kernel on one event loop: whichever keeps it busy, the others are served. */
@Timeout(60)
class SameLoopTests {

    /** Connections that keep the loop busy, each with a message there and back all the time. */
    private static final int BUSY = 200;

    private static final Duration TIME = Duration.ofSeconds(1);

    /** Far above what an iteration of the loop takes, also on a machine that is busy itself. Who starves waits for ever. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private static final int LEAST_ROUND_TRIPS = 10;

    /** Streams cost about the same, whoever carries them; datagrams cost less. */
    private static final int MOST_TIMES_AS_MANY = 8;

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Executor THREADS = task -> new Thread(task, "probe").start();

    @RegisterExtension
    static final Loops LOOPS = new Loops(1);

    @TempDir
    private Path directory;

    private final List<Channel> opened = new ArrayList<>();

    /** Who keeps the loop busy. */
    enum Load {
        VCL,
        KERNEL,
        BOTH
    }

    @AfterEach
    void closeAll() {
        opened.forEach(channel -> channel.close().syncUninterruptibly());
    }

    @ParameterizedTest
    @EnumSource(Load.class)
    void nobodyStarves(Load load) throws Exception {
        Channel vcl = serve(VclServerSocketChannel.class, ANY);
        Channel tcp = serve(EpollServerSocketChannel.class, ANY);
        serve(
                EpollServerDomainSocketChannel.class,
                new DomainSocketAddress(directory.resolve("socket").toFile()));
        Channel udp = open(new Bootstrap()
                .group(group())
                .channel(EpollDatagramChannel.class)
                .handler(new UdpEcho())
                .bind(ANY)
                .syncUninterruptibly()
                .channel());
        if (load != Load.KERNEL) {
            keepBusy(VclSocketChannel.class, vcl.localAddress());
        }
        if (load != Load.VCL) {
            keepBusy(EpollSocketChannel.class, tcp.localAddress());
        }
        List<CompletableFuture<Probe>> probes = List.of(
                probe("VCL", SocketChannel.open(vcl.localAddress())),
                probe("TCP", SocketChannel.open(tcp.localAddress())),
                probe("UNIX", SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("socket")))),
                probe("UDP", DatagramChannel.open().connect(udp.localAddress())));
        int most = 0;
        int least = Integer.MAX_VALUE;
        for (CompletableFuture<Probe> probe : probes) {
            Probe result = probe.get(30, TimeUnit.SECONDS);
            System.out.println(load + " keeps the loop busy: " + result);
            assertThat(result.roundTrips).as(result.toString()).isGreaterThanOrEqualTo(LEAST_ROUND_TRIPS);
            assertThat(result.longest).as(result.toString()).isLessThan(LONGEST_WAIT);
            most = Math.max(most, result.name.equals("UDP") ? 0 : result.roundTrips);
            least = Math.min(least, result.roundTrips);
        }
        assertThat(most).isLessThan(MOST_TIMES_AS_MANY * least);
    }

    private <C extends ServerChannel> Channel serve(Class<C> type, SocketAddress address) {
        return open(new ServerBootstrap()
                .group(group())
                .channel(type)
                .childHandler(new Echo())
                .bind(address)
                .syncUninterruptibly()
                .channel());
    }

    private void keepBusy(Class<? extends Channel> type, SocketAddress address) {
        for (int i = 0; i < BUSY; i++) {
            Channel client = open(new Bootstrap()
                    .group(group())
                    .channel(type)
                    .handler(new Echo())
                    .connect(address)
                    .syncUninterruptibly()
                    .channel());
            client.writeAndFlush(Unpooled.directBuffer().writeZero(1000));
        }
    }

    private static EventLoopGroup group() {
        return LOOPS.vcl().onServer(true);
    }

    private Channel open(Channel channel) {
        opened.add(0, channel);
        return channel;
    }

    /** How one connection fared, whose messages went there and back one after the other. */
    private record Probe(String name, int roundTrips, Duration longest) {

        @Override
        public String toString() {
            return name + ": " + roundTrips + " round trips, the longest " + longest.toMillis() + " ms";
        }
    }

    private static CompletableFuture<Probe> probe(String name, ByteChannel channel) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (channel) {
                        ByteBuffer message = ByteBuffer.allocate(1);
                        long end = System.nanoTime() + TIME.toNanos();
                        long longest = 0;
                        int roundTrips = 0;
                        for (long now = System.nanoTime();
                                now < end || roundTrips < LEAST_ROUND_TRIPS;
                                now = System.nanoTime()) {
                            channel.write(message.clear());
                            channel.read(message.clear());
                            longest = Math.max(longest, System.nanoTime() - now);
                            roundTrips++;
                        }
                        return new Probe(name, roundTrips, Duration.ofNanos(longest));
                    } catch (IOException e) {
                        throw new IllegalStateException(name, e);
                    }
                },
                THREADS);
    }

    @ChannelHandler.Sharable
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

    private static final class UdpEcho extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            context.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()));
        }
    }
}
