/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.eventloop.VclIoEvent;
import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.eventloop.VclIoOps;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.VclSession;
import io.github.vclspring.vppcom.library.Vcl;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More events at once than a loop iteration hands out. */
class EventBurstTests {

    /** What an iteration hands out. */
    private static final int BUDGET = 256;

    private static final int CONNECTIONS = BUDGET + 44;

    private final VclApplication application = VclApplication.acquire(
            VclConfig.builder()
                    .appName("event-burst-tests")
                    .workers(1)
                    .set(VclOption.EVENT_QUEUE_SIZE, BUDGET)
                    .build(),
            Vcl.load(Vcl.LOOPBACK, null));
    private final VclEventLoopGroup group =
            new VclEventLoopGroup(application, task -> new Thread(task, "event-burst-tests"));
    private final IoEventLoop loop = group.next();
    private final List<Connection> connections = new ArrayList<>();
    private ServerSocket peer;
    private int handled;
    private Consumer<Connection> onReadable = connection -> {};

    @BeforeEach
    void connectAll() throws Exception {
        peer = new ServerSocket(0, 2 * CONNECTIONS, InetAddress.getLoopbackAddress());
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(connect());
        }
    }

    private Connection connect() throws Exception {
        Connection connection = loop.submit(() -> new Connection().connect()).get();
        connection.socket = peer.accept();
        await().until(() -> connection.connected);
        return connection;
    }

    @AfterEach
    void stop() throws Exception {
        for (Connection connection : connections) {
            connection.socket.close();
        }
        peer.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        assertThat(group.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        application.release();
    }

    @Test
    void whatVclHoldsIsTakenAlsoIfAllThatWasLeftIsStale() throws Exception {
        Connection late = connect();
        connections.add(late);
        loop.submit(late::leave).get();
        late.socket.getOutputStream().write(1);
        await().until(() -> loop.submit(late::readable).get() == 1);
        VclWorkerStats stats = application.worker(0).orElseThrow().stats();
        AtomicLong idle = new AtomicLong();
        onReadable = connection -> {
            if (connection == late) {
                idle.addAndGet(stats.idleNanos);
            } else if (++handled == BUDGET) {
                idle.set(-stats.idleNanos);
                connections.stream().filter(other -> !other.read).forEach(Connection::leave);
                // its byte makes an event at once, which VCL holds and its descriptor does not show
                late.join(VclIoOps.ACCEPTED);
            }
        };
        burst();
        await().until(() -> late.read);
        // without anything to do it would sleep for a second
        assertThat(Duration.ofNanos(idle.get())).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void aListenerThatIsClosedAmongManyEventsIsForgottenBeforeTheNextListens() throws Exception {
        VclServerSocketChannel first = new VclServerSocketChannel();
        group.register(first).sync();
        first.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync();
        VclServerSocketChannel second = new VclServerSocketChannel();
        group.register(second).sync();
        List<ChannelFuture> futures = new ArrayList<>();
        onReadable = connection -> {
            if (++handled == 1) {
                futures.add(first.close());
                futures.add(second.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            }
        };
        burst();
        await().until(() -> handled == CONNECTIONS);
        assertThat(futures)
                .hasSize(2)
                .allSatisfy(future -> assertThat(future.await().cause()).isNull());
    }

    /** Makes a byte readable on each connection in one iteration. */
    private void burst() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        loop.execute(() -> {
            blocked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        blocked.await();
        for (Connection connection : connections.subList(0, CONNECTIONS)) {
            connection.socket.getOutputStream().write(1);
        }
        LoopbackFaults faults = ((LoopbackVppcomLibrary) application.library()).faults();
        await().until(() -> faults.messages() >= CONNECTIONS);
        goOn.countDown();
    }

    /** A session without a channel. */
    private final class Connection implements VclIoHandle {

        private @Nullable VclSession session;
        private @Nullable IoRegistration registration;
        private Socket socket;
        private volatile boolean connected;
        private volatile boolean read;

        Connection connect() throws IOException {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.getLocalPort());
            registration = loop.register(this).getNow();
            VclLoop home = registration.attachment();
            session = home.sessions().openStream(address);
            session.connect(address);
            registration.submit(VclIoOps.STREAM);
            return this;
        }

        void join(VclIoOps ops) {
            registration = loop.register(this).getNow();
            registration.submit(ops);
        }

        void leave() {
            if (registration != null) {
                registration.cancel();
                registration = null;
            }
        }

        int readable() {
            return session.unread();
        }

        @Override
        public void handle(IoRegistration source, IoEvent event) {
            if (((VclIoEvent) event).isReadable()) {
                read = true;
                onReadable.accept(this);
            } else {
                connected = true;
            }
        }

        @Override
        public @Nullable VclSession session() {
            return session;
        }

        @Override
        public void close() {
            leave();
            session.close();
        }
    }
}
