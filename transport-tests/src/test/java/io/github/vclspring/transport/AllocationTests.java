/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.vclspring.suite.SuiteLoops;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the transport allocates on its event loops once everything has been used: not a byte. */
class AllocationTests {

    private static final int ROUND_TRIPS = 2_000;
    private static final int CONNECTIONS = 64;
    private static final int PARTS = 8;
    private static final int ROUNDS = 20;

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
    void aRoundTripAllocatesNothing() throws IOException {
        try (Socket socket = connect(Handlers.Echo::new)) {
            assertThat(leastAllocated(() -> {
                        for (int i = 0; i < ROUND_TRIPS; i++) {
                            socket.getOutputStream().write(i);
                            assertThat(socket.getInputStream().read()).isEqualTo(i & 0xff);
                        }
                    }))
                    .isZero();
        }
    }

    @Test
    void aGatheringWriteAllocatesNothing() throws IOException {
        try (Socket socket = connect(InParts::new)) {
            assertThat(leastAllocated(() -> {
                        for (int i = 0; i < ROUND_TRIPS; i++) {
                            socket.getOutputStream().write(i);
                            assertThat(socket.getInputStream().readNBytes(PARTS))
                                    .hasSize(PARTS);
                        }
                    }))
                    .isZero();
        }
    }

    @Test
    void theEventsOfManyConnectionsAllocateNothing() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            Channel server = bind(Handlers.Echo::new);
            for (int i = 0; i < CONNECTIONS; i++) {
                sockets.add(connect(server));
            }
            assertThat(leastAllocated(() -> {
                        for (int i = 0; i < ROUND_TRIPS / CONNECTIONS; i++) {
                            for (Socket socket : sockets) {
                                socket.getOutputStream().write(i);
                            }
                            for (Socket socket : sockets) {
                                assertThat(socket.getInputStream().read()).isEqualTo(i & 0xff);
                            }
                        }
                    }))
                    .isZero();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private Socket connect(Supplier<ChannelHandler> handler) throws IOException {
        return connect(bind(handler));
    }

    private Channel bind(Supplier<ChannelHandler> handler) {
        return loopback.bind(
                loopback.bootstrap(handler).childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT));
    }

    private static Socket connect(Channel server) throws IOException {
        Socket socket = new Socket("127.0.0.1", Loopback.port(server));
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** What is allocated once, at whatever time, is not in all of the rounds. */
    private static long leastAllocated(Traffic traffic) throws IOException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS && least > 0; i++) {
            long before = allocated();
            traffic.run();
            least = Math.min(least, allocated() - before);
        }
        return least;
    }

    private interface Traffic {
        void run() throws IOException;
    }

    /** Answers each byte by several, each in a buffer of its own. */
    private static final class InParts extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            for (int i = 0; i < PARTS; i++) {
                context.write(context.alloc().directBuffer(1).writeByte(i), context.voidPromise());
            }
            context.flush();
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
