/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An off-heap array of {@code struct epoll_event}, which is 12 bytes on x86_64, where it is packed, and 16 elsewhere.
 * Not thread-safe.
 */
public final class VppcomEvents {

    /** There are bytes to read or a connection to accept. */
    public static final int EPOLLIN = 0x1;
    /**
     * The transmit fifo has room again, or an outbound connection was established, or it failed and {@link #EPOLLHUP}
     * is also set.
     */
    public static final int EPOLLOUT = 0x4;
    /** The peer or VPP reset the connection. */
    public static final int EPOLLERR = 0x8;
    /**
     * The connection was reset, could not be established, or was closed by the peer. While this side may still write,
     * only {@link #EPOLLRDHUP} reports the peer's close.
     */
    public static final int EPOLLHUP = 0x10;
    /** The peer has closed its side. Reported only if it was registered; otherwise {@link #EPOLLHUP} is reported. */
    public static final int EPOLLRDHUP = 0x2000;
    /** Edge-triggered. Without it, VCL reports a ready session on every call, and the loop never sleeps. */
    public static final int EPOLLET = 1 << 31;

    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

    /** Bytes per event. */
    public static final int SIZE = PACKED ? 12 : 16;

    private static final int DATA = PACKED ? 4 : 8;

    private final ByteBuffer memory;
    private final long address;

    /**
     * Allocates {@link #SIZE} off-heap bytes per event. The garbage collector frees them with this object.
     *
     * @param capacity maximum number of events per call
     */
    public VppcomEvents(int capacity) {
        memory = ByteBuffer.allocateDirect(Math.multiplyExact(capacity, SIZE)).order(ByteOrder.nativeOrder());
        address = Buffer.memoryAddress(memory);
    }

    /**
     * Returns a larger array that begins with some events of this one.
     *
     * @param from the first event
     * @param to the event after the last
     * @param capacity of the new array
     */
    public VppcomEvents copy(int from, int to, int capacity) {
        VppcomEvents copy = new VppcomEvents(capacity);
        copy.memory.put(0, memory, from * SIZE, (to - from) * SIZE);
        return copy;
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

    /** Returns how many events fit. */
    public int capacity() {
        return memory.capacity() / SIZE;
    }

    /** Returns the {@code EPOLL...} bits of an event. */
    public int events(int index) {
        return memory.getInt(index * SIZE);
    }

    /** Returns the 64 bits that were registered with the session. */
    public long data(int index) {
        return memory.getLong(index * SIZE + DATA);
    }

    /**
     * Sets the event that {@link Vppcom#epollCtl} registers.
     *
     * @param index 0 to {@link #capacity} - 1
     * @param events {@code EPOLL...} bits
     * @param data returned with each event
     */
    public void set(int index, int events, long data) {
        memory.putInt(index * SIZE, events);
        memory.putLong(index * SIZE + DATA, data);
    }
}
