/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.channel.datagram.VclDatagramChannel;
import io.github.vclspring.suite.SuiteLoops;
import io.github.vclspring.suite.SuiteNet;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UDP while detached, and when VCL refuses. */
class DatagramFaultTests {

    @RegisterExtension
    final Loopback loopback = new Loopback();

    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private Bootstrap bootstrap() {
        return new Bootstrap()
                .group(SuiteLoops.group())
                .channel(VclDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
                        received.add(packet.content().toString(UTF_8));
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        failures.add(cause);
                    }
                });
    }

    @SuppressWarnings("deprecation") // as Netty's own resolver does it
    private Channel unbound() {
        return bootstrap()
                .option(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION, true)
                .register()
                .syncUninterruptibly()
                .channel();
    }

    private static ChannelFuture send(Channel from, String text, DatagramSocket to) {
        ChannelFuture future = from.writeAndFlush(
                new DatagramPacket(Unpooled.copiedBuffer(text, UTF_8), (InetSocketAddress) to.getLocalSocketAddress()));
        assertThat(future.awaitUninterruptibly(10_000)).isTrue();
        return future;
    }

    private static String receive(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(10_000);
        var packet = new java.net.DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    /** Once it is bound where it was, some time after VPP's restart. */
    private void awaitArrival(DatagramSocket peer, InetSocketAddress address) {
        byte[] bytes = "again".getBytes(UTF_8);
        await().until(() -> {
            peer.send(new java.net.DatagramPacket(bytes, bytes.length, address));
            return received.contains("again");
        });
    }

    @Test
    void aBoundChannelFailsWritesWhileVppIsGoneAndReceivesWhenItIsBack() throws IOException {
        Channel channel =
                bootstrap().bind(SuiteNet.vclAddress()).syncUninterruptibly().channel();
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        try (DatagramSocket peer = new DatagramSocket(SuiteNet.kernelAddress())) {
            loopback.kill();
            await().until(() -> failures.size() == 1);
            var lost = new DatagramPacket(
                    Unpooled.copiedBuffer("lost", UTF_8), (InetSocketAddress) peer.getLocalSocketAddress());
            assertThat(channel.writeAndFlush(lost).awaitUninterruptibly().cause())
                    .isInstanceOf(SocketException.class);
            assertThat(channel.isOpen()).isTrue();
            loopback.revive();
            awaitArrival(peer, address);
        } finally {
            channel.close().syncUninterruptibly();
        }
    }

    @Test
    void aConnectedChannelIsClosedWhenVppDies() throws IOException {
        try (DatagramSocket peer = new DatagramSocket(SuiteNet.kernelAddress())) {
            Channel channel = bootstrap()
                    .connect(peer.getLocalSocketAddress())
                    .syncUninterruptibly()
                    .channel();
            loopback.kill();
            assertThat(channel.closeFuture().awaitUninterruptibly(10_000)).isTrue();
            assertThat(failures).hasSize(1).allMatch(SocketException.class::isInstance);
        }
    }

    @Test
    void aBoundChannelComesBackToItsAddressAlsoIfItWritesBeforeVppHasIt() throws Exception {
        Channel channel =
                bootstrap().bind(SuiteNet.vclAddress()).syncUninterruptibly().channel();
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        try (DatagramSocket peer = new DatagramSocket(SuiteNet.kernelAddress())) {
            loopback.kill();
            try (DatagramSocket taker = new DatagramSocket(address)) {
                loopback.revive();
                for (int i = 0; i < 10; i++) {
                    channel.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer("early", UTF_8), (InetSocketAddress)
                                    peer.getLocalSocketAddress()))
                            .await();
                }
                assertThat(taker.isBound()).isTrue();
            }
            awaitArrival(peer, address);
        } finally {
            channel.close().syncUninterruptibly();
        }
    }

    @Test
    void anUnboundChannelLosesNothingWhenVppDies() throws IOException {
        Channel channel = unbound();
        try (DatagramSocket peer = new DatagramSocket(SuiteNet.kernelAddress())) {
            loopback.kill();
            assertThat(send(channel, "lost", peer).cause()).isInstanceOf(SocketException.class);
            assertThat(channel.isOpen()).isTrue();
            assertThat(failures).isEmpty();
            loopback.revive();
            await().until(() -> send(channel, "again", peer).isSuccess());
            assertThat(receive(peer)).isEqualTo("again");
        } finally {
            channel.close().syncUninterruptibly();
        }
    }

    @Test
    void aConnectThatFailsWhileVppIsGoneDoesNotBind() throws IOException {
        Channel channel = unbound();
        try (DatagramSocket peer = new DatagramSocket(SuiteNet.kernelAddress())) {
            loopback.kill();
            assertThat(channel.connect(peer.getLocalSocketAddress(), SuiteNet.vclAddress())
                            .awaitUninterruptibly()
                            .cause())
                    .isInstanceOf(ConnectException.class);
            loopback.revive();
            await().until(() ->
                    channel.bind(SuiteNet.vclAddress()).awaitUninterruptibly().isSuccess());
        } finally {
            channel.close().syncUninterruptibly();
        }
    }

    @Test
    void aWriteWhoseSourceCannotBeLookedForFailsAlone() throws IOException {
        Channel channel = unbound();
        int sessions = loopback.faults().sessions();
        try (DatagramSocket peer = new DatagramSocket(SuiteNet.kernelAddress())) {
            loopback.faults().failEpollAdds(1);
            assertThat(send(channel, "lost", peer).cause()).isInstanceOf(IOException.class);
            assertThat(send(channel, "next", peer).isSuccess()).isTrue();
            assertThat(receive(peer)).isEqualTo("next");
        } finally {
            channel.close().syncUninterruptibly();
        }
        await().until(() -> loopback.faults().sessions() <= sessions);
    }

    @Test
    void aChannelThatCannotBeWatchedIsNotBound() {
        Channel channel = unbound();
        loopback.faults().failEpollAdds(1);
        assertThat(channel.bind(SuiteNet.vclAddress()).awaitUninterruptibly().cause())
                .isInstanceOf(IOException.class);
        assertThat(channel.bind(SuiteNet.vclAddress()).awaitUninterruptibly().cause())
                .isNull();
        channel.close().syncUninterruptibly();
    }
}
