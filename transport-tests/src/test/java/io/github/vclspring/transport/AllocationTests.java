/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.vclspring.suite.SuiteLoops;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AllocationTests {

    private static final int ROUND_TRIPS = 10_000;
    private static final int ROUNDS = 10;
    private static final int NEXT_TO_NOTHING = 64;

    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @RegisterExtension
    final Loopback loopback = new Loopback();

    @BeforeEach
    void noteNothingOfBuffers() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void noteAll() {
        ResourceLeakDetector.setLevel(level);
    }

    @Test
    void aRoundTripAllocatesNextToNothing() throws IOException {
        Channel server = loopback.bind(loopback.bootstrap(Handlers.Echo::new)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT));
        try (Socket socket = new Socket("127.0.0.1", Loopback.port(server))) {
            socket.setTcpNoDelay(true);
            roundTrips(socket);
            long perRoundTrip = Long.MAX_VALUE;
            // what is allocated once, at whatever time, is not in all of them
            for (int i = 0; i < ROUNDS && perRoundTrip >= NEXT_TO_NOTHING; i++) {
                long before = allocated();
                roundTrips(socket);
                perRoundTrip = (allocated() - before) / ROUND_TRIPS;
            }
            assertThat(perRoundTrip).as("bytes per round trip").isLessThan(NEXT_TO_NOTHING);
        }
    }

    private static void roundTrips(Socket socket) throws IOException {
        for (int i = 0; i < ROUND_TRIPS; i++) {
            socket.getOutputStream().write(i);
            assertThat(socket.getInputStream().read()).isEqualTo(i & 0xff);
        }
    }

    /** By all loops. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return SuiteLoops.application().workers().stream()
                .mapToLong(worker ->
                        threads.getThreadAllocatedBytes(worker.thread().getId()))
                .sum();
    }
}
