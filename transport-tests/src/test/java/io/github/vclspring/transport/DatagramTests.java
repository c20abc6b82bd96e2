/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.channel.datagram.VclDatagramChannel;
import io.github.vclspring.channel.option.VclChannelOption;
import io.github.vclspring.suite.SuiteLoops;
import io.github.vclspring.suite.SuiteNet;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.AlreadyBoundException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** UDP over VCL, with the kernel as the peer. */
class DatagramTests {

    private final List<Channel> opened = new ArrayList<>();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final Queue<InetSocketAddress> senders = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private DatagramSocket peer;

    @BeforeEach
    void openPeer() throws SocketException {
        peer = new DatagramSocket(SuiteNet.kernelAddress());
        peer.setSoTimeout(10_000);
    }

    @AfterEach
    void closeAll() {
        peer.close();
        opened.forEach(channel -> channel.close().syncUninterruptibly());
        await().untilAsserted(() ->
                assertThat(Loopback.sum(stats -> stats.openSessions)).isZero());
    }

    private Channel bind(InetSocketAddress address) {
        Channel channel = bootstrap().bind(address).syncUninterruptibly().channel();
        opened.add(channel);
        return channel;
    }

    @SuppressWarnings("deprecation") // as Netty's own resolver does it
    private Channel unbound() {
        Channel channel = bootstrap()
                .option(ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION, true)
                .register()
                .syncUninterruptibly()
                .channel();
        opened.add(channel);
        return channel;
    }

    private Bootstrap bootstrap() {
        return new Bootstrap()
                .group(SuiteLoops.group())
                .channel(VclDatagramChannel.class)
                .handler(new Receiver());
    }

    private InetSocketAddress peerAddress() {
        return (InetSocketAddress) peer.getLocalSocketAddress();
    }

    private static InetSocketAddress wildcard() {
        return new InetSocketAddress("0.0.0.0", 0);
    }

    private String receive() throws IOException {
        return receive(peer);
    }

    private String receive(DatagramSocket socket) throws IOException {
        var packet = new java.net.DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        senders.add((InetSocketAddress) packet.getSocketAddress());
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }

    private void send(String text, Channel to) throws IOException {
        InetSocketAddress address = (InetSocketAddress) to.localAddress();
        var home =
                address.getAddress().isAnyLocalAddress() ? SuiteNet.vclAddress().getAddress() : address.getAddress();
        byte[] bytes = text.getBytes(UTF_8);
        peer.send(new java.net.DatagramPacket(bytes, bytes.length, home, address.getPort()));
    }

    private ChannelFuture send(Channel from, String text) {
        return from.writeAndFlush(new DatagramPacket(Unpooled.copiedBuffer(text, UTF_8), peerAddress()));
    }

    @Test
    void anAddressThatIsBoundHasNoHostName() throws IOException {
        InetSocketAddress home = SuiteNet.vclAddress();
        InetAddress named =
                InetAddress.getByAddress("somebody.example", home.getAddress().getAddress());
        Channel channel = bind(new InetSocketAddress(named, 0));
        assertThat(host(channel)).isEqualTo(home.getHostString());
        channel.connect(peerAddress()).syncUninterruptibly();
        assertThat(host(channel)).isEqualTo(home.getHostString());
        channel.disconnect().syncUninterruptibly();
        assertThat(host(channel)).isEqualTo(home.getHostString());
    }

    private static String host(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getHostString();
    }

    @Test
    void noTwoChannelsGetTheSamePort() {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            InetSocketAddress address =
                    (InetSocketAddress) bind(SuiteNet.vclAddress()).localAddress();
            assertThat(ports.add(address.getPort()))
                    .as("port " + address.getPort())
                    .isTrue();
        }
    }

    @Test
    void aWildcardChannelSendsFromTheAddressThatReachesTheRecipient() throws IOException {
        Channel channel = bind(wildcard());
        assertThat(send(channel, "first").awaitUninterruptibly().isSuccess()).isTrue();
        assertThat(receive()).isEqualTo("first");
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        assertThat(senders)
                .containsExactly(new InetSocketAddress(SuiteNet.vclAddress().getAddress(), port));
    }

    @Test
    void aWildcardChannelAnswersFromTheAddressThatWasAsked() throws IOException {
        Channel channel = bind(wildcard());
        send("question", channel);
        await().until(() -> received.contains("question"));
        send(channel, "answer");
        assertThat(receive()).isEqualTo("answer");
        assertThat(senders.peek().getAddress()).isEqualTo(SuiteNet.vclAddress().getAddress());
    }

    @Test
    void emptyDatagramsArriveAndSilenceNothing() throws IOException {
        Channel channel = bind(SuiteNet.vclAddress());
        for (int i = 0; i < 50; i++) {
            int expected = 2 * i + 1;
            send("", channel);
            await().until(() -> received.size() == expected);
            send("x", channel);
            await().until(() -> received.size() == expected + 1);
        }
    }

    @Test
    void manyDatagramsInOneFlushArriveWhole() throws IOException {
        Channel channel = bind(SuiteNet.vclAddress());
        peer.setReceiveBufferSize(1 << 20);
        int count = 200;
        for (int i = 0; i < count; i++) {
            channel.write(
                    new DatagramPacket(Unpooled.copiedBuffer("datagram " + i + "-".repeat(i), UTF_8), peerAddress()));
        }
        channel.flush();
        for (int i = 0; i < count; i++) {
            assertThat(receive()).isEqualTo("datagram " + i + "-".repeat(i));
        }
    }

    @Test
    void aDatagramThatVppWouldSplitIsRefused() throws IOException {
        Channel channel = bind(SuiteNet.vclAddress());
        assertThat(send(channel, "x".repeat(1473)).awaitUninterruptibly().cause())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("too long");
        assertThat(send(channel, "x".repeat(1472)).awaitUninterruptibly().isSuccess())
                .isTrue();
        assertThat(receive()).hasSize(1472);
        channel.config().setOption(VclChannelOption.MAX_DATAGRAM_PAYLOAD, 100);
        assertThat(send(channel, "x".repeat(101)).awaitUninterruptibly().cause())
                .isInstanceOf(SocketException.class);
    }

    @Test
    void whatIsSentJustBeforeClosingArrives() throws IOException {
        for (int i = 0; i < 20; i++) {
            Channel channel = bind(SuiteNet.vclAddress());
            send(channel, "last " + i);
            channel.close().syncUninterruptibly();
            assertThat(receive()).isEqualTo("last " + i);
        }
    }

    @Test
    void aTakenAddressIsABindExceptionThatSaysInUse() {
        InetSocketAddress taken =
                (InetSocketAddress) bind(SuiteNet.vclAddress()).localAddress();
        // a channel on the same loop: VPP lets several workers bind one address
        Channel first = opened.get(0);
        ChannelFuture second = new Bootstrap()
                .group(first.eventLoop())
                .channel(VclDatagramChannel.class)
                .handler(new Receiver())
                .bind(taken)
                .awaitUninterruptibly();
        assertThat(second.cause()).isInstanceOf(BindException.class).hasMessageContaining("in use");
    }

    @Test
    void aBoundChannelIsNotBoundAgain() throws IOException {
        Channel channel = bind(SuiteNet.vclAddress());
        assertThat(channel.bind(SuiteNet.vclAddress()).awaitUninterruptibly().cause())
                .isInstanceOf(AlreadyBoundException.class);
        send("still here", channel);
        await().until(() -> received.contains("still here"));
    }

    @Test
    void aConnectWhileTheSourceOfADatagramIsLookedForStands() throws Exception {
        Channel channel = unbound();
        try (DatagramSocket other = new DatagramSocket(SuiteNet.kernelAddress())) {
            AtomicReference<ChannelFuture> written = new AtomicReference<>();
            AtomicReference<ChannelFuture> connected = new AtomicReference<>();
            channel.eventLoop()
                    .submit(() -> {
                        written.set(send(channel, "to the peer"));
                        connected.set(channel.connect(other.getLocalSocketAddress()));
                    })
                    .sync();
            assertThat(connected.get().await(10_000)).isTrue();
            assertThat(connected.get().cause()).isNull();
            assertThat(written.get().await(10_000)).isTrue();
            assertThat(written.get().cause())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("Connected to");
            channel.writeAndFlush(Unpooled.copiedBuffer("to the other", UTF_8)).sync();
            other.setSoTimeout(10_000);
            assertThat(receive(other)).isEqualTo("to the other");
        }
    }

    @Test
    void aBufferThatCannotBeAllocatedDelaysWhatIsThere() throws IOException {
        Channel channel = bind(SuiteNet.vclAddress());
        AtomicInteger failing = new AtomicInteger(3);
        channel.config().setAllocator(new PooledByteBufAllocator(true) {
            @Override
            protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
                if (failing.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("on request");
                }
                return super.newDirectBuffer(initialCapacity, maxCapacity);
            }
        });
        send("late", channel);
        await().until(() -> received.contains("late"));
        assertThat(failures).hasSize(3).allMatch(OutOfMemoryError.class::isInstance);
    }

    @Test
    void multicastIsRefused() {
        VclDatagramChannel channel = (VclDatagramChannel) bind(SuiteNet.vclAddress());
        assertThat(channel.joinGroup(new InetSocketAddress("239.1.2.3", 0).getAddress())
                        .awaitUninterruptibly()
                        .cause())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ChannelHandler.Sharable
    private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            received.add(packet.content().toString(UTF_8));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failures.add(cause);
        }
    }
}
