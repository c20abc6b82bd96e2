/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.suite.BlackHole;
import io.github.vclspring.suite.SuiteLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.AlreadyBoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTests {

    private static final int MEBIBYTE = 1 << 20;

    @RegisterExtension
    final Loopback loopback = new Loopback();

    private final Handlers.Sink sink = new Handlers.Sink();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 63, 64, 65, 127, 128, 129, 1023, 1024})
    void aFlushOfManyBuffersArrivesWholeAndInOrder(int count) {
        Channel client = loopback.connect(loopback.client(() -> sink), loopback.server(Handlers.Echo::new));
        Random random = new Random(count);
        ByteBuf expected = Unpooled.buffer();
        for (int i = 0; i < count; i++) {
            // some are empty, some are not direct
            byte[] bytes = randomBytes(random, i % 7 == 3 ? 0 : random.nextInt(1, 3000));
            expected.writeBytes(bytes);
            client.write(
                    i % 2 == 0
                            ? Unpooled.wrappedBuffer(bytes)
                            : Unpooled.directBuffer().writeBytes(bytes));
        }
        client.flush();
        assertArrives(expected);
    }

    @Test
    void compositeBuffersArriveWhole() {
        Channel client = loopback.connect(loopback.client(() -> sink), loopback.server(Handlers.Echo::new));
        Random random = new Random(1);
        byte[][] parts = new byte[50][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = randomBytes(random, random.nextInt(1, 5000));
        }
        client.writeAndFlush(Unpooled.wrappedBuffer(parts.length, parts));
        assertArrives(Unpooled.wrappedBuffer(parts.length, parts));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 65_536})
    void refusedAndPartialReadsAndWritesLoseNothing(int limit) {
        Channel client = loopback.connect(loopback.client(() -> sink), loopback.server(Handlers.Echo::new));
        loopback.faults().limitReads(limit);
        loopback.faults().limitWrites(limit + 1);
        loopback.faults().refuseEveryRead(2);
        loopback.faults().refuseEveryWrite(3);
        byte[] bytes = randomBytes(new Random(limit), Math.min(MEBIBYTE, 200 * limit));
        client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        assertArrives(Unpooled.wrappedBuffer(bytes));
    }

    @Test
    void aWriterWaitsForASlowReaderAndLosesNothing() {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink).childOption(ChannelOption.AUTO_READ, false));
        Channel client = loopback.connect(loopback.client(Handlers.Sink::new), server);
        long refusedBefore = Loopback.sum(stats -> stats.writeWouldBlock);
        byte[] bytes = randomBytes(new Random(3), 32 * MEBIBYTE);
        ChannelFuture written = client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        await().until(() -> !client.isWritable() && Loopback.sum(stats -> stats.writeWouldBlock) > refusedBefore);
        assertThat(written.isDone()).isFalse();
        await().until(() -> sink.channel != null);
        sink.channel.config().setAutoRead(true);
        assertThat(written.awaitUninterruptibly().isSuccess()).isTrue();
        await().until(client::isWritable);
        assertArrives(Unpooled.wrappedBuffer(bytes));
    }

    @Test
    void aWriterGoesOnAlthoughVppDoesNotReportThatThereIsRoom() {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink).childOption(ChannelOption.AUTO_READ, false));
        Channel client = loopback.connect(loopback.client(Handlers.Sink::new), server);
        loopback.faults().loseRoom(true);
        long rescues = Loopback.sum(stats -> stats.rescues);
        byte[] bytes = randomBytes(new Random(4), 8 * MEBIBYTE);
        ChannelFuture written = client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        await().until(() -> sink.channel != null && !client.isWritable());
        sink.channel.config().setAutoRead(true);
        assertThat(written.awaitUninterruptibly(30_000)).isTrue();
        assertArrives(Unpooled.wrappedBuffer(bytes));
        assertThat(Loopback.sum(stats -> stats.rescues)).isGreaterThan(rescues);
    }

    @Test
    void roomThatVppMakesDuringAWriteIsUsedAtOnce() {
        Channel client = loopback.connect(loopback.client(Handlers.Sink::new), loopback.server(() -> sink));
        // every other write is refused while there is room, and no event follows
        loopback.faults().loseRoom(true);
        loopback.faults().refuseEveryWrite(2);
        long refused = Loopback.sum(stats -> stats.writeWouldBlock);
        for (int i = 0; i < 10; i++) {
            client.writeAndFlush(Unpooled.wrappedBuffer(new byte[1000])).syncUninterruptibly();
        }
        await().until(() -> sink.size == 10_000);
        assertThat(Loopback.sum(stats -> stats.writeWouldBlock)).isEqualTo(refused);
    }

    @Test
    void aServerThatIsClosedEndsTheConnectionsItHasNotAccepted() throws IOException {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink).option(ChannelOption.AUTO_READ, false));
        List<Socket> pending = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * SuiteLoops.COUNT; i++) {
                pending.add(new Socket("127.0.0.1", Loopback.port(server)));
            }
            server.close().syncUninterruptibly();
            for (Socket socket : pending) {
                assertThat(isEnded(socket)).isTrue();
            }
            await().until(() -> Loopback.sum(stats -> stats.listeners) == 0);
        } finally {
            for (Socket socket : pending) {
                socket.close();
            }
        }
        // and the loops serve on
        Channel client = loopback.connect(loopback.client(() -> sink), loopback.server(Handlers.Echo::new));
        client.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}));
        assertArrives(Unpooled.wrappedBuffer(new byte[] {1}));
    }

    @Test
    void aConnectInProgressFailsWhenVppDiesAndLeavesNoSession() throws IOException {
        try (BlackHole nobody = BlackHole.open()) {
            ChannelFuture connect = loopback.client(() -> sink).connect(nobody.address());
            await().until(() -> Loopback.sum(stats -> stats.openSessions) == 1);
            loopback.kill();
            assertThat(connect.awaitUninterruptibly().cause()).isInstanceOf(SocketException.class);
            await().until(() -> Loopback.sum(stats -> stats.openSessions) == 0);
        }
    }

    @Test
    void whileVppIsGoneAConnectFailsAtOnce() {
        loopback.kill();
        ChannelFuture connect = loopback.client(() -> sink).connect(new InetSocketAddress("127.0.0.1", 4));
        assertThat(connect.awaitUninterruptibly().cause()).isInstanceOf(ConnectException.class);
    }

    @Test
    void whoCouldNotBindDoesNotListenWhenVppComesBack() {
        Channel server = loopback.bind(loopback.bootstrap(() -> sink));
        ChannelFuture second = loopback.bootstrap(() -> sink).bind(server.localAddress());
        assertThat(second.awaitUninterruptibly().cause()).isInstanceOf(BindException.class);
        ChannelFuture bound = server.bind(new InetSocketAddress("127.0.0.1", 0));
        assertThat(bound.awaitUninterruptibly().cause()).isInstanceOf(AlreadyBoundException.class);
        server.close().syncUninterruptibly();
        loopback.kill();
        loopback.revive();
        await().during(Duration.ofMillis(500)).until(() -> Loopback.sum(stats -> stats.listeners) == 0);
    }

    @Test
    void aResetByThePeerIsAnExceptionAndAnEnd() throws IOException {
        Channel server = loopback.server(() -> sink);
        try (Socket socket = new Socket("127.0.0.1", Loopback.port(server))) {
            socket.getOutputStream().write(1);
            await().until(() -> sink.size == 1);
            socket.setSoLinger(true, 0);
        }
        await().until(() -> sink.inactive);
        assertThat(sink.failures).hasSize(1).allMatch(failure -> failure instanceof SocketException);
    }

    @Test
    void autoReadCanBeSwitchedWhileDataFlows() {
        Channel client = loopback.connect(loopback.client(() -> sink), loopback.server(Handlers.Echo::new));
        byte[] bytes = randomBytes(new Random(2), 8 * MEBIBYTE);
        client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        AtomicBoolean on = new AtomicBoolean();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            client.config().setAutoRead(on.getAndSet(!on.get()));
            return sink.size == bytes.length || sink.inactive;
        });
        assertArrives(Unpooled.wrappedBuffer(bytes));
    }

    private void assertArrives(ByteBuf expected) {
        await().untilAsserted(() -> assertThat(sink.size).isEqualTo(expected.readableBytes()));
        assertThat(Unpooled.wrappedBuffer(sink.bytes())).isEqualTo(expected);
        assertThat(sink.failures).isEmpty();
        expected.release();
    }

    private static byte[] randomBytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static boolean isEnded(Socket socket) throws IOException {
        socket.setSoTimeout(5000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
