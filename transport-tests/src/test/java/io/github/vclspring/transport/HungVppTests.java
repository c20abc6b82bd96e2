/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.vpptest.NamespaceTests;
import io.github.vclspring.vpptest.Signals;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** VPP that is there and does not answer; the JVM's {@code session-timeout} is 5 s. */
@EnabledIfSystemProperty(named = NamespaceTests.VPP_PID, matches = ".+", disabledReason = "the loopback does not hang")
class HungVppTests {

    private static final int CLIENTS = 16;

    @RegisterExtension
    final Net net = new Net();

    @AfterEach
    void letVppGoOn() throws Exception {
        signal("CONT");
    }

    @Test
    void aListenThatWasNotAnsweredInTimeDoesNotComeToLife() throws Exception {
        InetSocketAddress address = Kind.KERNEL_TO_VCL.nobody();
        serve(address).close().syncUninterruptibly();
        signal("STOP");
        assertThatExceptionOfType(VclAttachException.class)
                .isThrownBy(() -> serve(address))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(VclAttachException.Reason.NO_ANSWER));
        signal("CONT");
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(30)).until(() -> isRefused(address));

        Channel server = serve(address);
        for (int i = 0; i < CLIENTS; i++) {
            Handlers.Sink sink = new Handlers.Sink();
            Channel client = net.connect(net.client(Kind.KERNEL_TO_VCL, sink), server);
            client.writeAndFlush(Unpooled.copiedBuffer(new byte[1])).syncUninterruptibly();
            await().until(() -> sink.size == 1);
        }
    }

    private Channel serve(InetSocketAddress address) {
        return net.serve(Kind.KERNEL_TO_VCL, Handlers.Echo::new, bootstrap -> bootstrap.localAddress(address));
    }

    private boolean isRefused(InetSocketAddress address) {
        ChannelFuture connect = net.client(Kind.KERNEL_TO_VCL, new Handlers.Sink())
                .connect(address)
                .awaitUninterruptibly();
        connect.channel().close().syncUninterruptibly();
        return connect.cause() instanceof ConnectException;
    }

    private static void signal(String name) {
        Signals.send(Long.getLong(NamespaceTests.VPP_PID), name);
    }
}
