/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

import io.github.vclspring.vppcom.Errno;
import java.nio.ByteBuffer;

/** A datagram in VCL's fifo: a {@code session_dgram_hdr_t} (session_types.h, 26.06) followed by the payload. */
final class DatagramView {

    /** Maximum payload. */
    static final int MAX = 1 << 16;

    private static final int HEADER = 47;
    private static final int REMOTE_IP = 8;
    private static final int IP4_PAD = 12;
    private static final int REMOTE_PORT = 40;
    private static final int IS_IP4 = 44;

    /** Keeps the memory alive. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(HEADER + MAX);

    private final long memory = MEMORY.getDirectBufferAddress(buffer);
    private int length;
    private int shown;

    boolean isEmpty() {
        return length == 0;
    }

    /** Returns the address to write the payload to before {@link #fill}. */
    long payload() {
        return memory + HEADER;
    }

    void fill(SockAddr sender, int payload) {
        MEMORY.setMemory(memory, HEADER, (byte) 0);
        MEMORY.putInt(memory, payload);
        MEMORY.putByte(memory + IS_IP4, (byte) (sender.isIp4() ? 1 : 0));
        sender.copyIp(memory + REMOTE_IP + (sender.isIp4() ? IP4_PAD : 0));
        MEMORY.putShort(memory + REMOTE_PORT, sender.rawPort());
        length = HEADER + payload;
        shown = 0;
    }

    /** Sets one segment to the next bytes. */
    int show(long segments, int most) {
        int count = Math.min(most, length - shown);
        if (count == 0) {
            return Errno.EAGAIN;
        }
        Segments.set(segments, memory + shown, count);
        shown += count;
        return count;
    }

    boolean isWholeShown() {
        return shown == length;
    }

    boolean isWhole(int bytes) {
        return length != 0 && shown == length && bytes == length;
    }

    void clear() {
        length = 0;
        shown = 0;
    }
}
