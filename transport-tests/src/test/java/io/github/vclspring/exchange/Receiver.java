/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.buffer.ByteBuf;

/** Checks the body that the other side sends. Only on the event loop. */
final class Receiver {

    private final int expected;
    private final Pattern pattern;
    private int received;

    Receiver(Plan plan, Side sender) {
        expected = plan.script(sender).bytes();
        pattern = new Pattern(plan.header().seed(), sender);
    }

    /**
     * Checks what was received.
     *
     * @param bytes the next part of the body
     * @return the position of the first byte that is wrong or too much, or -1
     */
    int receive(ByteBuf bytes) {
        int length = bytes.readableBytes();
        int wrong = pattern.mismatch(received, bytes);
        if (wrong < 0 && received + length > expected) {
            wrong = expected;
        }
        received += length;
        return wrong;
    }

    int received() {
        return received;
    }

    int missing() {
        return expected - received;
    }
}
