/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many connections that are open at once. Their number is {@code -Dconnections}, by default 2000; their clients are
 * kernel sockets of another process, which has file descriptors of its own.
 */
class ManyConnectionsTests {

    private static final int CONNECTIONS = Integer.getInteger("connections", 2000);

    /** More would be refused by the kernel for want of ports. */
    private static final int PER_PORT = 20_000;

    private final UnixOperatingSystemMXBean system =
            (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void manyConnectionsAreHeldEchoInTurnAndLeaveNothing() throws IOException {
        assumeThat(system.getMaxFileDescriptorCount())
                .as("file descriptors that a process may have")
                .isGreaterThan(CONNECTIONS + 1000L);
        // whatever is made once is made
        connections(100);
        await().untilAsserted(ManyConnectionsTests::assertNothingIsOpen);
        long before = system.getOpenFileDescriptorCount();
        connections(CONNECTIONS);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertNothingIsOpen();
            // VCL keeps the segments of a listener's workers
            assertThat(system.getOpenFileDescriptorCount())
                    .as("file descriptors")
                    .isLessThanOrEqualTo(before + 64);
        });
    }

    private static void assertNothingIsOpen() {
        assertThat(Loopback.sum(stats -> stats.openSessions)).as("sessions").isZero();
        assertThat(Loopback.sum(stats -> stats.listeners)).as("listeners").isZero();
    }

    private static void connections(int count) throws IOException {
        List<Channel> servers = new ArrayList<>();
        for (int i = 0; i <= count / PER_PORT; i++) {
            servers.add(Kind.KERNEL_TO_VCL
                    .server()
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline().addLast(new Handlers.Echo());
                        }
                    })
                    .bind()
                    .syncUninterruptibly()
                    .channel());
        }
        try (ManyClients clients = ManyClients.start(count, servers)) {
            clients.await("connected");
            await().untilAsserted(() ->
                    assertThat(Loopback.sum(stats -> stats.openSessions)).isEqualTo(count));
            clients.goOn();
            clients.await("echoed");
            assertThat(Loopback.sum(stats -> stats.openSessions)).isEqualTo(count);
            clients.goOn();
            clients.await("closed");
        }
        servers.forEach(server -> server.close().syncUninterruptibly());
    }
}
