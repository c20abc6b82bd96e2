/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * An off-heap array of {@code vppcom_data_segment_t}, 16 bytes each. On 64-bit little-endian machines, the only ones
 * that Netty's epoll supports, it is also an array of the kernel's {@code struct iovec}. Not thread-safe.
 */
public final class VppcomDataSegments {

    private static final int SIZE = 16;
    private static final int LENGTH = 8;

    private final ByteBuffer memory;
    private final long address;

    /**
     * Allocates 16 off-heap bytes per segment. The garbage collector frees them with this object.
     *
     * @param capacity maximum number of segments per call
     */
    public VppcomDataSegments(int capacity) {
        memory = ByteBuffer.allocateDirect(capacity * SIZE).order(ByteOrder.nativeOrder());
        address = Buffer.memoryAddress(memory);
    }

    /** The address of the first segment. */
    public long address() {
        return address;
    }

    /** Returns how many segments fit. */
    public int capacity() {
        return memory.capacity() / SIZE;
    }

    /**
     * Sets a segment.
     *
     * @param index 0 to {@link #capacity} - 1
     * @param data the address of the bytes
     * @param length in bytes, not negative
     */
    public void set(int index, long data, int length) {
        memory.putLong(index * SIZE, data);
        memory.putInt(index * SIZE + LENGTH, length);
    }

    /** Returns a segment's address. After a zero-copy read, it points into VPP's fifo. */
    public long data(int index) {
        return memory.getLong(index * SIZE);
    }

    /** Copies the first {@code bytes} bytes of the segments. */
    public byte[] copy(int bytes) {
        byte[] copy = new byte[bytes];
        int copied = 0;
        for (int i = 0; copied < bytes; i++) {
            int length = Math.min(length(i), bytes - copied);
            Pointer.wrap(Runtime.getSystemRuntime(), data(i)).get(0, copy, copied, length);
            copied += length;
        }
        return copy;
    }

    /** Returns a segment's length in bytes. */
    public int length(int index) {
        return memory.getInt(index * SIZE + LENGTH);
    }
}
