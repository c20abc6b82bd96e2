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
 * as the FIN is there, and kept until the pipeline asks for it.
 */
final class StreamReader {

    private final VclSocketChannel channel;

    /** What was read after the peer's FIN and was not asked for yet; null if nothing was. */
    private @Nullable Queue<ByteBuf> unread;

    /** Whether the end of the stream follows {@link #unread}. */
    private boolean endFollows;

    private boolean ended;

    /** Whether VCL has reported the stream's end, or will: one that came before the session was accepted it may not. */
    private boolean endIsReported;

    StreamReader(VclSocketChannel channel) {
        this.channel = channel;
    }

    /** Returns whether all was read that the peer has sent, and it will send nothing more. */
    boolean hasEnded() {
        return ended || endFollows;
    }

    /** It was in the epoll set before there could be an end. */
    void endWillBeReported() {
        endIsReported = true;
    }

    /** The peer has sent its FIN, or the session is gone: all that is there is read now, for it will not last. */
    void readToTheEnd() {
        VclSocketChannel.StreamUnsafe unsafe = channel.streamUnsafe();
        unsafe.setReadReady(true);
        while (channel.isActive() && !channel.isInputShutdown()) {
            if (unread != null || !unsafe.wantsRead()) {
                readAhead();
                return;
            }
            if (!readSome(true)) {
                // the end of the stream, an error, or an empty fifo
                return;
            }
        }
    }

    private void readAhead() {
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
                    keep(buffer);
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
        if (endFollows && unread == null) {
            end();
        }
    }

    private void keep(ByteBuf buffer) {
        Queue<ByteBuf> queue = unread;
        if (queue == null) {
            queue = new ArrayDeque<>();
            unread = queue;
        }
        queue.add(buffer);
    }

    /** The channel is closed: nobody asks for what was read in advance. */
    void release() {
        Queue<ByteBuf> queue = unread;
        unread = null;
        if (queue != null) {
            queue.forEach(ByteBuf::release);
        }
    }

    /** Reads as much as an iteration may. Returns whether a hung up session has more to be read at once. */
    boolean readSome(boolean hungUp) {
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
                if (unread != null) {
                    buffer = takeUnread();
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
        return unread != null || channel.socket().isOpen();
    }

    /** Returns whether the last buffer that was read in advance has been handed out, and nothing follows. */
    private boolean isAtEnd() {
        return endFollows && unread == null && !ended;
    }

    private ByteBuf takeUnread() {
        Queue<ByteBuf> queue = unread;
        ByteBuf buffer = queue == null ? null : queue.poll();
        if (queue == null || buffer == null) {
            throw new IllegalStateException("Nothing was read in advance");
        }
        if (queue.isEmpty()) {
            unread = null;
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
