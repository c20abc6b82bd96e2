/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import java.nio.ByteBuffer;

/** A few bytes of off-heap memory per thread, for arguments of system calls. */
final class Scratch {

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    /** Keeps the memory alive. */
    private final ByteBuffer memory = ByteBuffer.allocateDirect(16);

    private final long address = Kernel.MEMORY.getDirectBufferAddress(memory);

    static Scratch get() {
        return OF_THREAD.get();
    }

    long address() {
        return address;
    }
}
