/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** VPP connects, and VCL cannot map the connection's memory: VCL tells the application of a connection like any other. */
class UnmappedConnectTests {

    @RegisterExtension
    final Loopback loopback = new Loopback();

    @Test
    void theConnectFailsAndTheNextSucceeds() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            loopback.faults().failMaps(1);
            ChannelFuture first = connect(server);
            assertThat(first.cause()).isInstanceOf(ConnectException.class).hasMessageContaining("cannot be mapped");
            assertThat(first.channel().closeFuture().await(10, TimeUnit.SECONDS))
                    .isTrue();
            ChannelFuture second = connect(server);
            assertThat(second.isSuccess()).isTrue();
            second.channel().close().sync();
        }
    }

    private ChannelFuture connect(ServerSocket server) throws InterruptedException {
        ChannelFuture connect = loopback.client(Handlers.Sink::new).connect(server.getLocalSocketAddress());
        assertThat(connect.await(10, TimeUnit.SECONDS)).isTrue();
        return connect;
    }
}
