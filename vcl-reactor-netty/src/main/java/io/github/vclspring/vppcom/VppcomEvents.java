/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An array of {@code struct epoll_event} outside the heap. The struct is 12 bytes on x86_64, where it is packed, and 16
 * elsewhere. Not thread-safe.
 */
public final class VppcomEvents {

    public static final int EPOLLIN = 0x1;
    public static final int EPOLLOUT = 0x4;
    public static final int EPOLLERR = 0x8;
    public static final int EPOLLHUP = 0x10;
    public static final int EPOLLRDHUP = 0x2000;
    /** Without it VCL reports a ready session at every call, and the loop never sleeps. */
    public static final int EPOLLET = 1 << 31;

    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

    /** Bytes per event. */
    public static final int SIZE = PACKED ? 12 : 16;

    private static final int DATA = PACKED ? 4 : 8;

    private final ByteBuffer memory;
    private final long address;

    public VppcomEvents(int capacity) {
        memory = ByteBuffer.allocateDirect(Math.multiplyExact(capacity, SIZE)).order(ByteOrder.nativeOrder());
        address = Buffer.memoryAddress(memory);
    }

    /** The address of the first event. */
    public long address() {
        return address;
    }

    /** The address of an event. */
    public long address(int index) {
        return address + (long) index * SIZE;
    }

    /** The address of the first event's data. */
    public long dataAddress() {
        return address + DATA;
    }

    /** How many events fit. */
    public int capacity() {
        return memory.capacity() / SIZE;
    }

    public int events(int index) {
        return memory.getInt(index * SIZE);
    }

    public long data(int index) {
        return memory.getLong(index * SIZE + DATA);
    }

    public void set(int index, int events, long data) {
        memory.putInt(index * SIZE, events);
        memory.putLong(index * SIZE + DATA, data);
    }
}
