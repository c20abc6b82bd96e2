/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;

/** The bytes of a body: random ones, from a place that differs from body to body, so that no byte is at its place by chance. */
final class Pattern {

    /** Most bytes of a slice. */
    static final int MAX_LENGTH = 64 << 10;

    /** A prime: no fifo, segment or buffer fits into it a whole number of times. */
    private static final int PERIOD = 1_048_573;

    private static final ByteBuf BYTES = bytes();

    private final int offset;

    /**
     * The body of one side.
     *
     * @param seed the connection's seed
     * @param sender the side that sends it
     */
    Pattern(long seed, Side sender) {
        offset = Math.floorMod(sender == Side.CLIENT ? seed : Long.rotateLeft(~seed, 17), PERIOD);
    }

    private static ByteBuf bytes() {
        byte[] random = new byte[PERIOD];
        new Random(1).nextBytes(random);
        ByteBuf bytes = Unpooled.directBuffer(PERIOD + MAX_LENGTH);
        return bytes.writeBytes(random).writeBytes(random, 0, MAX_LENGTH);
    }

    /**
     * A part of the body.
     *
     * @param position where it begins
     * @param length at most {@link #MAX_LENGTH}
     * @return a slice, to be released
     */
    ByteBuf slice(int position, int length) {
        return BYTES.retainedSlice(index(position), length);
    }

    /**
     * Compares what was received.
     *
     * @param position where it begins in the body
     * @param received the bytes
     * @return the position of the first wrong byte, or -1
     */
    int mismatch(int position, ByteBuf received) {
        int length = received.readableBytes();
        for (int done = 0; done < length; done += MAX_LENGTH) {
            int part = Math.min(MAX_LENGTH, length - done);
            int from = received.readerIndex() + done;
            int expected = index(position + done);
            if (!ByteBufUtil.equals(received, from, BYTES, expected, part)) {
                int wrong = 0;
                while (received.getByte(from + wrong) == BYTES.getByte(expected + wrong)) {
                    wrong++;
                }
                return position + done + wrong;
            }
        }
        return -1;
    }

    private int index(int position) {
        return (int) (((long) offset + position) % PERIOD);
    }
}
