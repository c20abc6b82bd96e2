/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

import java.nio.ByteBuffer;

/**
 * A {@code struct msghdr} with one {@code struct iovec}. Replaces {@code recvfrom} and {@code sendto}, because
 * jnr-ffi's stubs crash with six arguments (2.3.4 on x86_64).
 */
final class MsgHdr {

    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_LENGTH = 24;
    private static final int SIZE = 56;
    private static final int BASE = SIZE;
    private static final int LENGTH = SIZE + 8;

    /** Keeps the memory alive; zeroed, as the rest of the struct must be. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE + 16);

    private final long memory = MEMORY.getDirectBufferAddress(buffer);

    MsgHdr() {
        MEMORY.putAddress(memory + VECTOR, memory + BASE);
        MEMORY.putLong(memory + VECTOR_LENGTH, 1);
    }

    long memory() {
        return memory;
    }

    /** Prepares to receive into the buffer, and the sender's address into {@code sender}. */
    MsgHdr from(SockAddr sender, long address, int length) {
        return set(sender, SockAddr.LENGTH, address, length);
    }

    /** Prepares to send the buffer. */
    MsgHdr to(SockAddr receiver, long address, int length) {
        return set(receiver, receiver.length(), address, length);
    }

    private MsgHdr set(SockAddr name, int nameLength, long address, int length) {
        MEMORY.putAddress(memory + NAME, name.memory());
        MEMORY.putInt(memory + NAME_LENGTH, nameLength);
        MEMORY.putAddress(memory + BASE, address);
        MEMORY.putLong(memory + LENGTH, length);
        return this;
    }
}
