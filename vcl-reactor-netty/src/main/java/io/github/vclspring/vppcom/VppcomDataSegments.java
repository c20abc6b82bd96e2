/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * An array of {@code vppcom_data_segment_t} (16 bytes each) outside the heap. On little-endian machines with 64 bits, the
 * only ones that Netty's epoll is there for, it is an array of the kernel's {@code struct iovec}, too. Not thread-safe.
 */
public final class VppcomDataSegments {

    private static final int SIZE = 16;
    private static final int LENGTH = 8;

    private final ByteBuffer memory;
    private final long address;

    /**
     * Allocates 16 bytes per segment outside the heap, which the garbage collector frees with this object.
     *
     * @param capacity most segments of one call
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
     * Describes a piece of memory.
     *
     * @param index 0 to {@link #capacity} - 1
     * @param data its address
     * @param length in bytes, not negative
     */
    public void set(int index, long data, int length) {
        memory.putLong(index * SIZE, data);
        memory.putInt(index * SIZE + LENGTH, length);
    }

    /** The address that a segment has, of VPP's fifo after a read without copying. */
    public long data(int index) {
        return memory.getLong(index * SIZE);
    }

    /** A copy of the first bytes that the segments hold. */
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

    /** The number of bytes that a segment has. */
    public int length(int index) {
        return memory.getInt(index * SIZE + LENGTH);
    }
}
