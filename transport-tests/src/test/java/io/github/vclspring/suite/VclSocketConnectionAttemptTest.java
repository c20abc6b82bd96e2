/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.testsuite.transport.socket.SocketTestPermutation;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.SocketConnectionAttemptTest;
import java.net.SocketAddress;
import java.util.List;

class VclSocketConnectionAttemptTest extends SocketConnectionAttemptTest {

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

    private static void assertRefused(Bootstrap cb, boolean halfClosure) {
        AtomicBoolean active = new AtomicBoolean();
        cb.handler(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                active.set(true);
            }
        });
        cb.option(ChannelOption.ALLOW_HALF_CLOSURE, halfClosure);
        var nobody = new InetSocketAddress(SuiteNet.kernelAddress().getAddress(), SocketTestPermutation.UNASSIGNED_PORT);
        assertThat(cb.connect(nobody).awaitUninterruptibly().cause()).isInstanceOf(ConnectException.class);
        assertThat(active).isFalse();
    }
}
