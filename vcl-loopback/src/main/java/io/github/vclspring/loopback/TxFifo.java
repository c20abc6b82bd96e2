/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

/**
 * Data that a session wrote and the kernel has not accepted: a ring in off-heap memory, allocated when the kernel first
 * refuses data. It has the size of VCL's transmit fifo. The kernel's own buffer behind it represents the network.
 */
final class TxFifo {

    private final int size;
    private long memory;
    private int head;
    private int used;

    TxFifo(int size) {
        this.size = size;
    }

    int size() {
        return size;
    }

    int used() {
        return used;
    }

    int free() {
        return size - used;
    }

    /** Appends {@code length} bytes, which must fit. */
    void put(long address, int length) {
        if (length == 0) {
            return;
        }
        if (memory == 0) {
            memory = MEMORY.allocateMemory(size, false);
        }
        int tail = (int) (((long) head + used) % size);
        int first = Math.min(length, size - tail);
        MEMORY.copyMemory(address, memory + tail, first);
        if (first < length) {
            MEMORY.copyMemory(address + first, memory, length - first);
        }
        used += length;
    }

    /** Returns the address of the next {@link #contiguous} bytes. */
    long first() {
        return memory + head;
    }

    int contiguous() {
        return Math.min(used, size - head);
    }

    void drop(int count) {
        used -= count;
        head = used == 0 ? 0 : (int) (((long) head + count) % size);
    }

    /** Frees the memory and discards its contents. */
    void release() {
        if (memory != 0) {
            MEMORY.freeMemory(memory);
            memory = 0;
        }
        used = 0;
        head = 0;
    }
}
