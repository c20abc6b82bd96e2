/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Buffers of all sizes, on both sides. */
class BufferTests {

    private static final String KINDS = "io.github.vclspring.transport.Kind#here";

    private static final int MEBIBYTE = 1 << 20;

    @RegisterExtension
    final Net net = new Net();

    private final Handlers.Sink sink = new Handlers.Sink();

    @ParameterizedTest
    @MethodSource(KINDS)
    void readsOfOneByteArriveInOrder(Kind kind) {
        Channel server = net.serve(
                kind,
                Handlers.Echo::new,
                bootstrap -> bootstrap.childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(1)));
        Channel client = net.connect(
                net.client(kind, sink).option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(1)),
                server);
        assertEchoed(client, randomBytes(5_000));
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void readsIntoHugeBuffersArriveInOrder(Kind kind) {
        Channel server = net.serve(
                kind,
                Handlers.Echo::new,
                bootstrap -> bootstrap.childOption(
                        ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(16 * MEBIBYTE)));
        assertEchoed(net.connect(net.client(kind, sink), server), randomBytes(4 * MEBIBYTE));
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void aWriteThatIsLargerThanTheFifoArrivesWhole(Kind kind) {
        Channel server = net.serve(kind, Handlers.Echo::new);
        assertEchoed(net.connect(net.client(kind, sink), server), randomBytes(8 * MEBIBYTE));
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void aWriteSpinOfOneWritesAllAndLetsOthersHaveTheirs(Kind kind) {
        Channel server = net.serve(kind, Handlers.Echo::new);
        Channel client = net.connect(net.client(kind, sink).option(ChannelOption.WRITE_SPIN_COUNT, 1), server);
        byte[] bytes = randomBytes(MEBIBYTE);
        for (int i = 0; i < bytes.length; i += 4096) {
            client.write(Unpooled.copiedBuffer(bytes, i, 4096));
        }
        client.flush();
        assertArrives(bytes);
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void emptyWritesSucceedInOrderAndSendNothing(Kind kind) {
        Channel server = net.serve(kind, Handlers.Echo::new);
        Channel client = net.connect(net.client(kind, sink), server);
        ChannelFuture alone = client.writeAndFlush(Unpooled.buffer(8));
        assertThat(alone.awaitUninterruptibly().isSuccess()).isTrue();
        ChannelFuture before = client.write(Unpooled.directBuffer(8));
        ChannelFuture data = client.write(Unpooled.copiedBuffer(new byte[] {1}));
        ChannelFuture after = client.writeAndFlush(Unpooled.compositeBuffer());
        assertThat(after.awaitUninterruptibly().isSuccess()).isTrue();
        assertThat(before.isSuccess() && data.isSuccess()).isTrue();
        assertArrives(new byte[] {1});
    }

    @ParameterizedTest
    @MethodSource(KINDS)
    void writabilityFollowsTheWaterMarks(Kind kind) {
        Channel server = net.serve(kind, Handlers.Echo::new);
        Channel client = net.connect(
                net.client(kind, sink).option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(10, 20)),
                server);
        client.write(Unpooled.copiedBuffer(new byte[10])).channel();
        await().until(() -> !client.isWritable());
        client.flush();
        await().until(client::isWritable);
        await().until(() -> sink.size == 10);
    }

    private void assertEchoed(Channel client, byte[] bytes) {
        client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        assertArrives(bytes);
    }

    private void assertArrives(byte[] bytes) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sink.size).isEqualTo(bytes.length));
        ByteBuf received = Unpooled.wrappedBuffer(sink.bytes());
        assertThat(received).isEqualTo(Unpooled.wrappedBuffer(bytes));
        assertThat(sink.failures).isEmpty();
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
