/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

/** An array of {@code vppcom_data_segment_t} at an address. */
final class Segments {

    private static final int SIZE = 16;
    private static final int LENGTH = 8;

    private Segments() {}

    /** Sets the first segment. */
    static void set(long segments, long data, int length) {
        MEMORY.putAddress(segments, data);
        MEMORY.putInt(segments + LENGTH, length);
    }

    static long data(long segments, int index) {
        return MEMORY.getAddress(segments + (long) index * SIZE);
    }

    static int length(long segments, int index) {
        return MEMORY.getInt(segments + (long) index * SIZE + LENGTH);
    }
}
