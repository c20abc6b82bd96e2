/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.SplittableRandom;

/** Sends one side's body, as fast as the channel takes it. Only on the event loop. */
final class Sender {

    /** Writes in one go; others get their turn after that. */
    private static final int MAX_WRITES = 64;

    private final Channel channel;
    private final Script script;
    private final Pattern pattern;
    private final SplittableRandom random;
    private final Runnable proceed;
    private int issued;
    private int written;
    private boolean sending;

    /**
     * A sender that has sent nothing.
     *
     * @param channel where to
     * @param plan the connection's plan
     * @param side the side that sends
     * @param proceed is run when something was written, or when there is more to send
     */
    Sender(Channel channel, Plan plan, Side side, Runnable proceed) {
        this.channel = channel;
        this.proceed = proceed;
        script = plan.script(side);
        pattern = new Pattern(plan.header().seed(), side);
        random = new SplittableRandom(
                side == Side.CLIENT ? plan.header().seed() : ~plan.header().seed());
    }

    /** Sends up to a position of the body. */
    void send(int limit) {
        if (sending) {
            return;
        }
        sending = true;
        int writes = 0;
        while (issued < limit && channel.isWritable() && writes < MAX_WRITES) {
            int most = Math.min(script.maxMessage(), limit - issued);
            int length = 1 + random.nextInt(most);
            channel.write(buffer(length)).addListener((ChannelFutureListener) write -> {
                if (write.isSuccess()) {
                    written += length;
                    proceed.run();
                }
            });
            issued += length;
            if (++writes % script.messagesPerFlush() == 0) {
                channel.flush();
            }
        }
        channel.flush();
        sending = false;
        if (issued < limit && channel.isWritable()) {
            channel.eventLoop().execute(proceed);
        }
    }

    private ByteBuf buffer(int length) {
        ByteBuf slice = pattern.slice(issued, length);
        if (!script.copied()) {
            return slice;
        }
        try {
            return channel.alloc().directBuffer(length).writeBytes(slice);
        } finally {
            slice.release();
        }
    }

    /** Bytes given to the channel. */
    int issued() {
        return issued;
    }

    /** Bytes of writes that succeeded. */
    int written() {
        return written;
    }

    boolean isComplete() {
        return written == script.bytes();
    }
}
