/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

/**
 * How fast a side reads.
 *
 * @param mode the way
 * @param bytes after how many bytes it pauses
 * @param millis for how long
 */
record Pace(Mode mode, int bytes, int millis) {

    enum Mode {
        /** Reads whatever arrives. */
        FULL,
        /** {@code autoRead} is off, and {@code read()} is called by a timer. */
        TIMED,
        /** {@code autoRead} is switched off for a while, and on again. */
        PAUSING
    }

    static final Pace FULL = new Pace(Mode.FULL, 0, 0);
}
