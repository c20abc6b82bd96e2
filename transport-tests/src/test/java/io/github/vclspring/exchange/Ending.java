/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

/**
 * How a connection ends.
 *
 * @param by the side that ends it
 * @param how the way
 * @param after bytes that this side has received when it ends the connection before everything is exchanged
 */
record Ending(Side by, How how, int after) {

    enum How {
        /** Closes when everything is sent and received. */
        COMPLETE,
        /** Closes while both sides are still sending. */
        CLOSE,
        /** Closes with {@code SO_LINGER} 0 while both sides are still sending. */
        RESET
    }

    static Ending complete(Side by) {
        return new Ending(by, How.COMPLETE, 0);
    }

    /** Whether each side must receive all that the other one sends. */
    boolean isLossless() {
        return how == How.COMPLETE;
    }
}
