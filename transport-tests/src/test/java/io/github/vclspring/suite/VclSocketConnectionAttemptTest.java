/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.SocketConnectionAttemptTest;
import io.netty.testsuite.transport.socket.SocketTestPermutation;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

class VclSocketConnectionAttemptTest extends SocketConnectionAttemptTest {

    private static final int PATIENCE_MILLIS = 20_000;

    @Override
    protected List<BootstrapFactory<Bootstrap>> newFactories() {
        return VclPermutation.INSTANCE.clientSocket();
    }

    @Override
    protected SocketAddress newSocketAddress() {
        return SuiteNet.kernelAddress();
    }

    /** Netty's own connects to localhost, which is the kernel's alone. */
    @Override
    public void testConnectRefused(Bootstrap cb) {
        assertRefused(cb, false);
    }

    @Override
    public void testConnectRefusedHalfClosure(Bootstrap cb) {
        assertRefused(cb, true);
    }

    /** Netty's own waits for a second more than the timeout. */
    @Override
    public void testConnectTimeout(Bootstrap cb) {
        ChannelFuture connect = connectToBadHost(cb, 2_000);
        try {
            assertThat(connect.awaitUninterruptibly(PATIENCE_MILLIS)).isTrue();
            assertThat(connect.cause()).isInstanceOf(ConnectTimeoutException.class);
        } finally {
            connect.channel().close();
        }
    }

    /** Netty's own waits for half a second. */
    @Override
    public void testConnectCancellation(Bootstrap cb) {
        ChannelFuture connect = connectToBadHost(cb, PATIENCE_MILLIS);
        try {
            assertThat(connect.awaitUninterruptibly(1_000)).isFalse();
            assertThat(connect.cancel(true)).isTrue();
            assertThat(connect.channel().closeFuture().awaitUninterruptibly(PATIENCE_MILLIS))
                    .isTrue();
        } finally {
            connect.channel().close();
        }
    }

    private static ChannelFuture connectToBadHost(Bootstrap cb, int timeoutMillis) {
        return cb.handler(new ChannelInboundHandlerAdapter())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .connect(SuiteNet.badAddress());
    }

    private static void assertRefused(Bootstrap cb, boolean halfClosure) {
        AtomicBoolean active = new AtomicBoolean();
        cb.handler(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                active.set(true);
            }
        });
        cb.option(ChannelOption.ALLOW_HALF_CLOSURE, halfClosure);
        var nobody =
                new InetSocketAddress(SuiteNet.kernelAddress().getAddress(), SocketTestPermutation.UNASSIGNED_PORT);
        assertThat(cb.connect(nobody).awaitUninterruptibly().cause()).isInstanceOf(ConnectException.class);
        assertThat(active).isFalse();
    }
}
