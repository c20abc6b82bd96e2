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
 * Reads a stream's bytes into its pipeline until the end of the stream. Only on the event loop.
 *
 * <p>VPP drops a connection two seconds after the peer's FIN, together with its unread data. So all data is read when
 * the FIN arrives, and kept until the pipeline requests it.
 */
final class StreamReader {

    private final VclSocketChannel channel;

    /** Data read after the peer's FIN that was not requested yet; null if there is none. */
    private @Nullable Queue<ByteBuf> unread;

    /** Whether the end of the stream follows {@link #unread}. */
    private boolean endFollows;

    private boolean ended;

    /** Whether VCL has reported the end of the stream or will. It may not report an end that preceded the accept. */
    private boolean endIsReported;

    StreamReader(VclSocketChannel channel) {
        this.channel = channel;
    }

    /** Returns whether the peer has ended the stream and all its data was read. */
    boolean hasEnded() {
        return ended || endFollows;
    }

    /** Notes that the end will be reported, because the session is added to the epoll set before the stream can end. */
    void endWillBeReported() {
        endIsReported = true;
    }

    /** Reads all remaining data immediately, because VPP discards it soon after the peer's FIN or a hang-up. */
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

    /** Releases data that was read in advance, because the channel is closed. */
    void release() {
        Queue<ByteBuf> queue = unread;
        unread = null;
        if (queue != null) {
            queue.forEach(ByteBuf::release);
        }
    }

    /** Reads up to the limit of one iteration. Returns whether a hung-up session has more to be read immediately. */
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

    /** Returns whether all buffers read in advance were delivered, and only the end of the stream follows. */
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
            // unread data is not reported again
            channel.streamUnsafe().readLater();
        }
        handle.readComplete();
        channel.pipeline().fireChannelReadComplete();
        channel.pipeline().fireExceptionCaught(cause);
        if (fatal) {
            channel.closeNow();
        }
    }

    /** Handles the end of the stream, after all data was read. */
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
