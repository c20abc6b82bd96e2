/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.suite.BlackHole;
import io.github.vclspring.suite.SuiteNet;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How connections end, also before they have begun. */
class EndTests {

    private static final String KINDS = "io.github.vclspring.transport.Kind#here";

    @RegisterExtension
    final Net net = new Net();

    private final Handlers.Sink served = new Handlers.Sink();
    private final Handlers.Sink sink = new Handlers.Sink();
    private @Nullable BlackHole blackHole;

    @AfterEach
    void closeBlackHole() {
        if (blackHole != null) {
            blackHole.close();
        }
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void closingWithUnreadDataResetsThePeer(Kind kind) {
        Channel server = net.serve(
                kind,
                () -> served,
                bootstrap -> bootstrap
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(1).maxMessagesPerRead(1)));
        Channel client = net.connect(net.client(kind, sink), server);
        client.writeAndFlush(Unpooled.copiedBuffer(new byte[1000])).syncUninterruptibly();
        await().until(() -> served.channel != null);
        served.channel.read();
        await().until(() -> served.size == 1);
        served.channel.close().syncUninterruptibly();
        await().until(() -> sink.inactive);
        assertThat(sink.failures).hasSize(1).allMatch(IOException.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void lingeringForNoTimeResetsThePeer(Kind kind) {
        Channel server = net.serve(kind, () -> served);
        Channel client = net.connect(net.client(kind, sink).option(ChannelOption.SO_LINGER, 0), server);
        client.writeAndFlush(Unpooled.copiedBuffer(new byte[1])).syncUninterruptibly();
        await().until(() -> served.size == 1);
        client.close().syncUninterruptibly();
        await().until(() -> served.inactive);
        assertThat(served.failures).hasSize(1).allMatch(IOException.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void aServerThatLingersForNoTimeResetsItsClient(Kind kind) {
        Channel server = net.serve(kind, () -> served, bootstrap -> bootstrap.childOption(ChannelOption.SO_LINGER, 0));
        Channel client = net.connect(net.client(kind, sink), server);
        client.writeAndFlush(Unpooled.copiedBuffer(new byte[1])).syncUninterruptibly();
        await().until(() -> served.size == 1);
        served.channel.close().syncUninterruptibly();
        await().until(() -> sink.inactive);
        assertThat(sink.failures).hasSize(1).allMatch(IOException.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void closingEndsThePeerWithoutAFailureAfterAllIsRead(Kind kind) {
        Channel server = net.serve(kind, () -> served);
        Channel client = net.connect(net.client(kind, sink), server);
        client.writeAndFlush(Unpooled.copiedBuffer(new byte[100_000])).syncUninterruptibly();
        client.close().syncUninterruptibly();
        await().until(() -> served.inactive);
        assertThat(served.size).isEqualTo(100_000);
        assertThat(served.failures).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void aRefusedConnectIsAConnectException(Kind kind) {
        ChannelFuture connect = net.client(kind, sink).connect(kind.nobody()).awaitUninterruptibly();
        assertThat(connect.cause()).isInstanceOf(ConnectException.class);
        assertThat(connect.channel().closeFuture().awaitUninterruptibly(10_000)).isTrue();
    }

    @Test
    void aConnectWithoutARouteIsAConnectException() {
        assumeThat(SuiteNet.isVpp())
                .as("on the loopback this would leave the host")
                .isTrue();
        ChannelFuture connect = net.client(Kind.VCL_TO_KERNEL, sink)
                .connect(new InetSocketAddress("203.0.113.9", 80))
                .awaitUninterruptibly();
        assertThat(connect.cause()).isInstanceOf(ConnectException.class).hasMessageContaining("no route");
    }

    @Test
    void aConnectThatNobodyAnswersTimesOut() throws IOException {
        ChannelFuture connect = net.client(Kind.VCL_TO_KERNEL, sink)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 300)
                .connect(silence())
                .awaitUninterruptibly();
        assertThat(connect.cause()).isInstanceOf(ConnectTimeoutException.class);
        assertThat(connect.channel().closeFuture().awaitUninterruptibly(10_000)).isTrue();
    }

    @Test
    void aCancelledConnectClosesItsChannel() throws IOException {
        ChannelFuture connect = net.client(Kind.VCL_TO_KERNEL, sink).connect(silence());
        assertThat(connect.cancel(false)).isTrue();
        assertThat(connect.channel().closeFuture().awaitUninterruptibly(10_000)).isTrue();
    }

    @Test
    void closingWhileConnectingFailsTheConnect() throws IOException {
        ChannelFuture connect = net.client(Kind.VCL_TO_KERNEL, sink).connect(silence());
        connect.channel().close().syncUninterruptibly();
        assertThat(connect.awaitUninterruptibly().cause()).isInstanceOf(ClosedChannelException.class);
    }

    /** Where nobody answers a SYN. */
    private InetSocketAddress silence() throws IOException {
        if (SuiteNet.isVpp()) {
            byte[] ip = SuiteNet.kernelAddress().getAddress().getAddress();
            ip[3] = (byte) 254;
            return new InetSocketAddress(InetAddress.getByAddress(ip), 80);
        }
        BlackHole hole = BlackHole.open();
        blackHole = hole;
        return hole.address();
    }
}
