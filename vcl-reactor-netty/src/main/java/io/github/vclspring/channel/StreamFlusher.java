/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;

/** When a stream's flushed messages are written: at once, or when there is room again. Only on the event loop. */
final class StreamFlusher {

    private static final long STARVED_RETRY_MILLIS = 5;

    private final VclSocketChannel channel;
    private final VclStreamWriter writer;
    private final Runnable flushTask = this::roomAgain;
    private final Runnable retryTask = this::retry;
    private boolean waitsForRoom;
    private boolean retryScheduled;

    /** Whether VCL tells when there is room. An accepted session asks for that when it needs it. */
    private boolean watchesRoom;

    StreamFlusher(VclSocketChannel channel) {
        this.channel = channel;
        writer = new VclStreamWriter(channel);
    }

    /** Whether VPP's word is waited for, because the fifo is full. */
    boolean waitsForRoom() {
        return waitsForRoom;
    }

    void roomIsWatched() {
        watchesRoom = true;
    }

    void write(ChannelOutboundBuffer in) throws Exception {
        switch (writer.write(in)) {
            case DONE -> waitsForRoom = false;
            case FULL -> {
                waitsForRoom = true;
                if (!watchesRoom) {
                    watchesRoom = true;
                    channel.submit(VclIoOps.STREAM);
                }
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
