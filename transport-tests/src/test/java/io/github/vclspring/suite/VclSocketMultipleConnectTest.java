/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.channels.AlreadyConnectedException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.SocketMultipleConnectTest;
import java.net.SocketAddress;
import java.util.List;

class VclSocketMultipleConnectTest extends SocketMultipleConnectTest {

    @Override
    protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
        return VclPermutation.INSTANCE.socket();
    }

    @Override
    protected SocketAddress newSocketAddress() {
        return VclPermutation.INSTANCE.serverAddress();
    }

    /** Netty's own listens on localhost, which is the kernel's alone. */
    @Override
    public void testMultipleConnect(ServerBootstrap sb, Bootstrap cb) throws Exception {
        Channel server = sb.childHandler(new ChannelInboundHandlerAdapter()).bind().sync().channel();
        Channel client =
                cb.handler(new ChannelInboundHandlerAdapter()).register().sync().channel();
        try {
            client.connect(server.localAddress()).sync();
            assertThat(client.connect(server.localAddress()).await().cause())
                    .isInstanceOf(AlreadyConnectedException.class);
        } finally {
            client.close();
            server.close();
        }
    }
}
