/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer.MessageProcessor;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;

/** Collects flushed buffers into one array of segments, so that a flush of many buffers is one native call. */
@Internal
public final class SegmentArray implements MessageProcessor {

    /** The kernel's IOV_MAX. */
    private static final int CAPACITY = 1024;

    private final VppcomDataSegments segments = new VppcomDataSegments(CAPACITY);
    private int count;
    private long bytes;
    private long maxBytes;

    public SegmentArray start(long most) {
        count = 0;
        bytes = 0;
        maxBytes = Math.min(most, Integer.MAX_VALUE);
        return this;
    }

    public VppcomDataSegments segments() {
        return segments;
    }

    public int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public boolean processMessage(Object message) {
        return message instanceof ByteBuf buffer && add(buffer, buffer.readerIndex(), buffer.readableBytes());
    }

    /** Adds bytes of a buffer. Returns false if not all of them fit. */
    boolean add(ByteBuf buffer, int index, int length) {
        if (length == 0) {
            return true;
        }
        if (buffer.nioBufferCount() == 1) {
            return add(address(buffer, index, length), length);
        }
        for (ByteBuffer part : buffer.nioBuffers(index, length)) {
            if (part.hasRemaining() && !add(Buffer.memoryAddress(part) + part.position(), part.remaining())) {
                return false;
            }
        }
        return true;
    }

    private boolean add(long address, int length) {
        if (count == CAPACITY || (count > 0 && bytes + length > maxBytes)) {
            return false;
        }
        // a first buffer over the limit is added in part, otherwise nothing would ever be written
        int taken = (int) Math.min(length, maxBytes);
        segments.set(count++, address, taken);
        bytes += taken;
        return taken == length;
    }

    /** Returns the address of bytes in a direct buffer that is not composite. */
    public static long address(ByteBuf buffer, int index, int length) {
        if (buffer.hasMemoryAddress()) {
            return buffer.memoryAddress() + index;
        }
        ByteBuffer nio = buffer.internalNioBuffer(index, length);
        return Buffer.memoryAddress(nio) + nio.position();
    }
}
