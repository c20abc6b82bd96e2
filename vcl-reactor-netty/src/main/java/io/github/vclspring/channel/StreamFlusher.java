/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;

/** When a stream's flushed messages are written: at once, or when there is room again. Only on the event loop. */
final class StreamFlusher {

    private static final long STARVED_RETRY_MILLIS = 5;

    private final VclSocketChannel channel;
    private final StreamWriter writer;
    private final Runnable flushTask = this::roomAgain;
    private final Runnable retryTask = this::retry;
    private boolean waitsForRoom;
    private boolean retryScheduled;

    StreamFlusher(VclSocketChannel channel) {
        this.channel = channel;
        writer = new StreamWriter(channel);
    }

    /** Whether the carrier's word is waited for, because it was full. */
    boolean waitsForRoom() {
        return waitsForRoom;
    }

    void write(ChannelOutboundBuffer in) throws Exception {
        switch (writer.write(in)) {
            case DONE -> waitsForRoom = false;
            case FULL -> {
                waitsForRoom = true;
                channel.carrier().watchRoom();
            }
            case MORE -> channel.eventLoop().execute(flushTask);
            case STARVED -> {
                waitsForRoom = true;
                retryLater();
            }
        }
    }

    /** VPP may yet say that there is room: one retry is enough. */
    private void retryLater() {
        if (!retryScheduled) {
            retryScheduled = true;
            channel.eventLoop().schedule(retryTask, STARVED_RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retryScheduled = false;
        roomAgain();
    }

    void roomAgain() {
        waitsForRoom = false;
        if (!channel.isOutputShutdown()) {
            channel.streamUnsafe().flushNow();
        }
    }
}
