/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclCloseCause;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a stream's bytes into its pipeline, until its end. Only on the event loop. */
final class StreamReader {

    private final VclSocketChannel channel;
    private boolean ended;

    /** Whether VCL has told, or will tell, of the stream's end: one that came before the session was accepted it may not. */
    private boolean endIsTold;

    StreamReader(VclSocketChannel channel) {
        this.channel = channel;
    }

    /** Whether all was read that the peer has sent, and it will send nothing more. */
    boolean hasEnded() {
        return ended;
    }

    /** It was watched before there could be an end. */
    void endWillBeTold() {
        endIsTold = true;
    }

    /** The peer has sent its FIN, or the session is gone: all that is there is read now, for it will not last. */
    void readToTheEnd() {
        channel.streamUnsafe().setReadReady(true);
        while (channel.isActive() && !channel.isInputShutdown() && readTurn(true)) {
            // until the end of the stream, an error, or an empty fifo
        }
    }

    /** Reads one turn's worth. Returns whether a hung up session has more to be read at once. */
    boolean readTurn(boolean hungUp) {
        VclSocketChannel.StreamUnsafe unsafe = channel.streamUnsafe();
        if (!channel.carrier().isOpen()
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
                buffer = unsafe.allocate(handle, channel.config());
                int attempted = buffer.writableBytes();
                handle.attemptedBytesRead(attempted);
                count = read(buffer, attempted);
                endIsTold |= count <= 0;
                drained = endIsTold && count < attempted && !channel.carrier().hasMore();
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
            } while (!drained && !channel.isInputShutdown() && channel.carrier().isOpen() && handle.continueReading());
            unsafe.setReadReady(!drained);
            handle.readComplete();
            pipeline.fireChannelReadComplete();
            if (count < 0) {
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

    private int read(ByteBuf buffer, int length) throws IOException {
        long address = GatheringWrite.address(buffer, buffer.writerIndex(), length);
        int count = channel.carrier().read(address, length);
        if (count > 0) {
            buffer.writerIndex(buffer.writerIndex() + count);
        }
        return count;
    }

    private void fail(@Nullable ByteBuf buffer, RecvByteBufAllocator.ExtendedHandle handle, Throwable cause) {
        if (buffer != null) {
            buffer.release();
        }
        handle.readComplete();
        channel.pipeline().fireChannelReadComplete();
        channel.pipeline().fireExceptionCaught(cause);
        if (cause instanceof IOException || cause instanceof OutOfMemoryError) {
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
        if (channel.isOutputShutdown() && channel.carrier().isOpen()) {
            channel.carrier().bothEnded();
        }
        if (!channel.isInputShutdown()) {
            channel.inputIsShutdown();
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
    }
}
