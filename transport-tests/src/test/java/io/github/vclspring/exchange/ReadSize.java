/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.channel.Channel;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How much a channel reads at once.
 *
 * @param bytes bytes of a read
 * @param reads reads of a loop iteration
 */
record ReadSize(int bytes, int reads) {

    private static final int[] BYTES = {2 << 10, 16 << 10, 64 << 10};
    private static final int[] READS = {1, 16};

    /** Chooses a size for a channel before it reads. */
    static ReadSize choose(Channel channel) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        ReadSize size = new ReadSize(BYTES[random.nextInt(BYTES.length)], READS[random.nextInt(READS.length)]);
        channel.config()
                .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(size.bytes).maxMessagesPerRead(size.reads));
        return size;
    }

    int total() {
        return bytes * reads;
    }
}
