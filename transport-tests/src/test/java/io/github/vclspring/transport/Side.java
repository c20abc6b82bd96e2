/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.channel.VclSocketChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.EmptyByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One end of a connection in a random sequence. What it writes is a stream of bytes that follows from its seed; what it
 * reads must be the beginning of its peer's.
 */
final class Side extends ChannelInboundHandlerAdapter {

    private final int seed;
    private final int peersSeed;
    private final CompletableFuture<DuplexChannel> channel = new CompletableFuture<>();
    private final List<CountingPromise> promises = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private long issued;
    private int lastCompleted = -1;
    private volatile long received;
    private volatile boolean ended;
    private volatile boolean inactive;
    private volatile Throwable exception;
    private volatile boolean broken;

    /** It has sent its FIN, or is closed, or was reset, by its own will. */
    boolean finished;

    Side(int seed, int peersSeed) {
        this.seed = seed;
        this.peersSeed = peersSeed;
    }

    /** The nth byte of a stream. */
    static byte at(int seed, long n) {
        return (byte) (seed + n * 31 + (n >>> 8) * 17);
    }

    CompletableFuture<DuplexChannel> connected() {
        return channel;
    }

    DuplexChannel channel() {
        return channel.join();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel.complete((DuplexChannel) ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        long at = received;
        for (int i = 0; i < buffer.readableBytes(); i++) {
            if (buffer.getByte(buffer.readerIndex() + i) != at(peersSeed, at + i)) {
                violations.add("byte " + (at + i) + " is not the one that was sent");
                break;
            }
        }
        if (ended || inactive) {
            violations.add("data after the end");
        }
        received = at + buffer.readableBytes();
        buffer.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            if (ended) {
                violations.add("a second end");
            }
            ended = true;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (inactive) {
            violations.add("inactive a second time");
        }
        inactive = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        exception = cause;
        broken = !(ctx.channel() instanceof VclSocketChannel);
    }

    /** Writes the next bytes of the stream, in a buffer of some kind. */
    void write(Random random, int length, boolean flush) {
        Channel to = channel();
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(seed, issued + i);
        }
        issued += length;
        ByteBuf buffer = buffer(random, bytes);
        CountingPromise promise = new CountingPromise(to);
        int index = promises.size();
        promises.add(promise);
        lengths.add(length);
        buffers.add(buffer);
        promise.addListener(done -> {
            if (index != lastCompleted + 1) {
                violations.add("write " + index + " ended after write " + lastCompleted);
            }
            lastCompleted = index;
        });
        if (flush) {
            to.writeAndFlush(buffer, promise);
        } else {
            to.write(buffer, promise);
        }
    }

    private static ByteBuf buffer(Random random, byte[] bytes) {
        return switch (random.nextInt(4)) {
            case 0 -> Unpooled.wrappedBuffer(bytes);
            case 1 -> Unpooled.directBuffer(bytes.length + 1).writeBytes(bytes);
            case 2 -> {
                int middle = bytes.length / 2;
                yield Unpooled.compositeBuffer()
                        .addComponent(true, Unpooled.copiedBuffer(bytes, 0, middle))
                        .addComponent(
                                true,
                                Unpooled.directBuffer(bytes.length + 1)
                                        .writeBytes(bytes, middle, bytes.length - middle));
            }
            default ->
                Unpooled.directBuffer(bytes.length + 3)
                        .writeZero(3)
                        .writeBytes(bytes)
                        .skipBytes(3);
        };
    }

    /** Sends RST. */
    void reset() {
        try {
            channel().config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            // Netty's epoll channel says so if its peer was faster
            assertThat(e).hasCauseInstanceOf(ClosedChannelException.class);
        }
        channel().close();
    }

    boolean isAllWritten() {
        // it is counted a moment after it is done
        return promises.stream().allMatch(promise -> promise.isDone() && promise.completions() > 0);
    }

    boolean hasEnded() {
        return ended || inactive;
    }

    /** Netty's epoll channel closes itself where it asks for data while it is half-closed (epoll_ctl: ENOENT). */
    boolean isBroken() {
        return broken;
    }

    boolean isReleased() {
        return buffers.stream().allMatch(buffer -> buffer instanceof EmptyByteBuf || buffer.refCnt() == 0);
    }

    long received() {
        return received;
    }

    long issued() {
        return issued;
    }

    /** Bytes of the writes that are said to have succeeded. */
    long succeeded() {
        long bytes = 0;
        for (int i = 0; i < promises.size(); i++) {
            bytes += promises.get(i).isSuccess() ? lengths.get(i) : 0;
        }
        return bytes;
    }

    /** What is wrong, if anything is. */
    List<String> violations() {
        List<String> found = new ArrayList<>(violations);
        for (int i = 0; i < promises.size(); i++) {
            if (promises.get(i).completions() != 1) {
                found.add("write " + i + " was completed " + promises.get(i).completions() + " times");
            }
        }
        return found;
    }

    /** Why the first write failed that did, or null. */
    Throwable failure() {
        return promises.stream()
                .map(CountingPromise::cause)
                .filter(cause -> cause != null)
                .findFirst()
                .orElse(exception);
    }

    @Override
    public String toString() {
        return channel.getNow(null) + " issued " + issued + ", succeeded " + succeeded() + ", received " + received
                + ", ended " + ended + ", inactive " + inactive + ", failure " + failure() + ", exception " + exception;
    }
}
