/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclCloseCause;
import io.github.vclspring.session.SegmentArray;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream's bytes into its pipeline, until its end. Only on the event loop.
 *
 * <p>VPP drops a connection two seconds after the peer's FIN, and what was not read with it. So all of that is read as soon
 * as the FIN is there, and held for the pipeline until it asks.
 */
final class StreamReader {

    private final VclSocketChannel channel;

    /** What was read after the peer's FIN and not asked for yet; null if nothing was. */
    private @Nullable Queue<ByteBuf> held;

    /** Whether the end of the stream follows what is held. */
    private boolean endFollows;

    private boolean ended;

    /** Whether VCL has reported the stream's end, or will: one that came before the session was accepted it may not. */
    private boolean endIsReported;

    StreamReader(VclSocketChannel channel) {
        this.channel = channel;
    }

    /** Whether all was read that the peer has sent, and it will send nothing more. */
    boolean hasEnded() {
        return ended || endFollows;
    }

    /** It was watched before there could be an end. */
    void endWillBeReported() {
        endIsReported = true;
    }

    /** The peer has sent its FIN, or the session is gone: all that is there is read now, for it will not last. */
    void readToTheEnd() {
        VclSocketChannel.StreamUnsafe unsafe = channel.streamUnsafe();
        unsafe.setReadReady(true);
        while (channel.isActive() && !channel.isInputShutdown()) {
            if (held != null || !unsafe.wantsRead()) {
                holdRest();
                return;
            }
            if (!readTurn(true)) {
                // the end of the stream, an error, or an empty fifo
                return;
            }
        }
    }

    private void holdRest() {
        VclSocketChannel.StreamUnsafe unsafe = channel.streamUnsafe();
        RecvByteBufAllocator.ExtendedHandle handle = unsafe.readHandle();
        handle.reset(channel.config());
        ByteBuf buffer = null;
        try {
            for (int count = 1; count > 0 && channel.socket().isOpen(); ) {
                buffer = unsafe.allocate(handle, channel.config());
                int attempted = buffer.writableBytes();
                handle.attemptedBytesRead(attempted);
                count = read(buffer, attempted);
                handle.lastBytesRead(count);
                if (count > 0) {
                    hold(buffer);
                } else {
                    buffer.release();
                }
                buffer = null;
                endFollows = count < 0;
            }
        } catch (Throwable t) {
            fail(buffer, handle, t);
            return;
        }
        if (endFollows && held == null) {
            end();
        }
    }

    private void hold(ByteBuf buffer) {
        Queue<ByteBuf> queue = held;
        if (queue == null) {
            queue = new ArrayDeque<>();
            held = queue;
        }
        queue.add(buffer);
    }

    /** The channel is closed: nobody will ask for what is held. */
    void release() {
        Queue<ByteBuf> queue = held;
        held = null;
        if (queue != null) {
            queue.forEach(ByteBuf::release);
        }
    }

    /** Reads one turn's worth. Returns whether a hung up session has more to be read at once. */
    boolean readTurn(boolean hungUp) {
        VclSocketChannel.StreamUnsafe unsafe = channel.streamUnsafe();
        if (!canRead()
                || (channel.isInputShutdown() && (ended || !channel.config().isAllowHalfClosure()))) {
            unsafe.readDone();
            return false;
        }
        ChannelPipeline pipeline = channel.pipeline();
        RecvByteBufAllocator.ExtendedHandle handle = unsafe.readHandle();
        handle.reset(channel.config());
        ByteBuf buffer = null;
        int count = 0;
        boolean drained = false;
        try {
            do {
                if (held != null) {
                    buffer = takeHeld();
                    count = buffer.readableBytes();
                    handle.attemptedBytesRead(count);
                } else {
                    buffer = unsafe.allocate(handle, channel.config());
                    int attempted = buffer.writableBytes();
                    handle.attemptedBytesRead(attempted);
                    count = read(buffer, attempted);
                    endIsReported |= count <= 0;
                    drained = endIsReported
                            && count < attempted
                            && !channel.socket().hasMore();
                }
                handle.lastBytesRead(count);
                if (count <= 0) {
                    buffer.release();
                    buffer = null;
                    break;
                }
                handle.incMessagesRead(1);
                unsafe.readDone();
                ByteBuf message = buffer;
                buffer = null;
                pipeline.fireChannelRead(message);
            } while (!drained && !channel.isInputShutdown() && canRead() && !isAtEnd() && handle.continueReading());
            unsafe.setReadReady(!drained);
            handle.readComplete();
            pipeline.fireChannelReadComplete();
            if (count < 0 || (isAtEnd() && channel.isActive())) {
                end();
                return false;
            }
        } catch (Throwable t) {
            fail(buffer, handle, t);
            return false;
        }
        if (hungUp) {
            return count > 0;
        }
        unsafe.continueReading();
        return false;
    }

    private boolean canRead() {
        return held != null || channel.socket().isOpen();
    }

    /** Whether the last that was held has been handed out, and nothing follows. */
    private boolean isAtEnd() {
        return endFollows && held == null && !ended;
    }

    private ByteBuf takeHeld() {
        Queue<ByteBuf> queue = held;
        ByteBuf buffer = queue == null ? null : queue.poll();
        if (queue == null || buffer == null) {
            throw new IllegalStateException("Nothing is held");
        }
        if (queue.isEmpty()) {
            held = null;
        }
        return buffer;
    }

    private int read(ByteBuf buffer, int length) throws IOException {
        long address = SegmentArray.address(buffer, buffer.writerIndex(), length);
        int count = channel.socket().read(address, length);
        if (count > 0) {
            buffer.writerIndex(buffer.writerIndex() + count);
        }
        return count;
    }

    private void fail(@Nullable ByteBuf buffer, RecvByteBufAllocator.ExtendedHandle handle, Throwable cause) {
        if (buffer != null) {
            buffer.release();
        }
        boolean fatal = cause instanceof IOException || cause instanceof OutOfMemoryError;
        if (!fatal) {
            // what is in the fifo is reported once only
            channel.streamUnsafe().readLater();
        }
        handle.readComplete();
        channel.pipeline().fireChannelReadComplete();
        channel.pipeline().fireExceptionCaught(cause);
        if (fatal) {
            channel.closeNow();
        }
    }

    /** The peer will send nothing more, and all was read. */
    private void end() {
        channel.streamUnsafe().readDone();
        ended = true;
        channel.endsBy(VclCloseCause.PEER);
        if (!channel.config().isAllowHalfClosure()) {
            channel.closeNow();
            return;
        }
        if (channel.isOutputShutdown() && channel.socket().isOpen()) {
            channel.socket().bothEnded();
        }
        if (!channel.isInputShutdown()) {
            channel.inputIsShutdown();
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
    }
}
