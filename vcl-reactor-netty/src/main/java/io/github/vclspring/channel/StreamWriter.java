/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.session.SegmentArray;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream's flushed messages until none is left or there is no room, and continues when there is room. Only on
 * the event loop.
 *
 * <p>VPP reports room only if it dequeues from a full fifo (svm_fifo.h {@code svm_fifo_needs_deq_ntf}, 26.06). A short
 * write does not prove that the fifo is full, because VPP may have dequeued meanwhile. A write that accepts nothing
 * does. So a short write is followed by another.
 */
final class StreamWriter implements BooleanSupplier {

    /** Maximum per call, which is more than any fifo holds in practice. */
    private static final int MAX_BYTES = 16 << 20;

    /** From this size on, it is worth a call to query the room: no fifo is smaller by default. */
    private static final int LARGE = 128 << 10;

    /** Bytes of a file per call. */
    private static final int PIECE = 128 << 10;

    /** The outcome of a flush. */
    private enum Outcome {
        /** Nothing is left. */
        DONE,
        /** The channel has used up its share of the iteration. */
        MORE,
        /** There is no room. */
        FULL
    }

    private final VclSocketChannel channel;

    /** Bytes taken from a file but not written yet; null if no file is being sent. */
    private @Nullable Piece piece;

    private final Runnable flushTask = this::roomAgain;
    private boolean waitsForRoom;

    /** Whether {@code FullStreams} contains this writer. */
    private boolean listed;

    /** Whether the last check found room, which VPP should report before the next check. */
    private boolean hadRoom;

    StreamWriter(VclSocketChannel channel) {
        this.channel = channel;
    }

    /** Returns whether the socket was full and room was not reported yet. */
    boolean waitsForRoom() {
        return waitsForRoom;
    }

    void write(ChannelOutboundBuffer in) throws Exception {
        switch (writeSome(in)) {
            case DONE -> waitsForRoom = false;
            case FULL -> awaitRoom();
            case MORE -> channel.eventLoop().execute(flushTask);
        }
    }

    private void awaitRoom() {
        waitsForRoom = true;
        hadRoom = false;
        if (!listed && !channel.socket().reportsRoom()) {
            listed = true;
            channel.loop().fullStreams().add(this);
        }
    }

    /**
     * Returns whether to check again. If room that the last check found is still unreported, it never will be reported,
     * and this writes.
     */
    @Override
    public boolean getAsBoolean() {
        if (!waitsForRoom || !channel.isActive()) {
            listed = false;
            return false;
        }
        boolean hasRoom = channel.isRegistered() && channel.socket().room() > 0;
        if (!hasRoom || !hadRoom) {
            hadRoom = hasRoom;
            return true;
        }
        listed = false;
        VclWorkerStats stats = channel.loop().stats();
        long before = stats.bytesWritten;
        roomAgain();
        if (stats.bytesWritten > before) {
            stats.rescues++;
        }
        return false;
    }

    void roomAgain() {
        waitsForRoom = false;
        if (!channel.isOutputShutdown()) {
            channel.streamUnsafe().flushNow();
        }
    }

    private Outcome writeSome(ChannelOutboundBuffer in) throws Exception {
        for (int spins = channel.config().getWriteSpinCount(); spins > 0; spins--) {
            Object message = in.current();
            if (message == null) {
                return Outcome.DONE;
            }
            int result;
            if (message instanceof FileRegion region) {
                result = writeRegion(in, region);
            } else if (in.size() > 1 || ((ByteBuf) message).nioBufferCount() > 1) {
                result = gather(in);
            } else {
                result = writeBuffer(in, (ByteBuf) message);
            }
            if (result == StreamSocket.FULL) {
                return Outcome.FULL;
            }
        }
        return in.current() == null ? Outcome.DONE : Outcome.MORE;
    }

    private int writeBuffer(ChannelOutboundBuffer in, ByteBuf buffer) throws IOException {
        int length = buffer.readableBytes();
        if (length == 0) {
            in.remove();
            return 0;
        }
        int written = channel.socket().write(SegmentArray.address(buffer, buffer.readerIndex(), length), length);
        if (written > 0) {
            in.removeBytes(written);
        }
        return written;
    }

    private int gather(ChannelOutboundBuffer in) throws Exception {
        // collect only what fits; write one byte to a full fifo, so that VPP reports room
        int most = in.totalPendingWriteBytes() < LARGE
                ? MAX_BYTES
                : Math.max(1, channel.socket().room());
        SegmentArray gather = channel.loop().sessions().segments().start(Math.min(most, MAX_BYTES));
        in.forEachFlushedMessage(gather);
        if (gather.count() == 0) {
            // empty buffers only
            in.removeBytes(0);
            return 0;
        }
        int written = channel.socket().write(gather);
        if (written > 0) {
            in.removeBytes(written);
        }
        return written;
    }

    /** Writes the next piece of a file. The JDK transfers only 8 KiB at a time, each of which would be a call. */
    private int writeRegion(ChannelOutboundBuffer in, FileRegion region) throws IOException {
        Piece target = piece;
        if (target == null) {
            target = new Piece(channel.alloc().directBuffer(PIECE, PIECE));
            piece = target;
        }
        ByteBuf bytes = target.bytes();
        if (!bytes.isReadable() && region.transferred() < region.count()) {
            bytes.clear();
            region.transferTo(target, region.transferred());
            if (!bytes.isReadable()) {
                throw new IOException("The file ended at " + region.transferred() + " of " + region.count()
                        + " bytes: it was truncated while it was sent");
            }
        }
        if (bytes.isReadable()) {
            int length = bytes.readableBytes();
            int written = channel.socket().write(SegmentArray.address(bytes, bytes.readerIndex(), length), length);
            if (written < 0) {
                return written;
            }
            bytes.skipBytes(written);
            in.progress(written);
        }
        if (!bytes.isReadable() && region.transferred() >= region.count()) {
            release();
            in.remove();
        }
        return 0;
    }

    /** Releases the piece, because the file was sent or the channel is closed. */
    void release() {
        Piece sent = piece;
        piece = null;
        if (sent != null) {
            sent.bytes().release();
        }
    }

    /** Receives as many bytes of a file from the JDK as fit. */
    private record Piece(ByteBuf bytes) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer source) {
            int length = Math.min(source.remaining(), bytes.writableBytes());
            int end = source.limit();
            source.limit(source.position() + length);
            bytes.writeBytes(source);
            source.limit(end);
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException("The channel is not a file's to close");
        }
    }
}
