/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.eventloop.FullStreams;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.function.BooleanSupplier;

/** When a stream's flushed messages are written: at once, or when there is room again. Only on the event loop. */
final class StreamFlusher implements BooleanSupplier {

    private final VclSocketChannel channel;
    private final StreamWriter writer;
    private final Runnable flushTask = this::roomAgain;
    private boolean waitsForRoom;

    /** Whether {@link FullStreams} has it. */
    private boolean listed;

    /** Whether there was room at the last look, which should have been reported by the next one. */
    private boolean hadRoom;

    StreamFlusher(VclSocketChannel channel) {
        this.channel = channel;
        writer = new StreamWriter(channel);
    }

    /** Whether it was full, and room was not reported yet. */
    boolean waitsForRoom() {
        return waitsForRoom;
    }

    void write(ChannelOutboundBuffer in) throws Exception {
        switch (writer.write(in)) {
            case DONE -> waitsForRoom = false;
            case FULL -> awaitRoom();
            case MORE -> channel.eventLoop().execute(flushTask);
        }
    }

    private void awaitRoom() {
        waitsForRoom = true;
        hadRoom = false;
        if (!listed && !channel.carrier().reportsRoom()) {
            listed = true;
            channel.loop().fullStreams().add(this);
        }
    }

    /**
     * Whether it is still full. Room that was there at the last look, and was not reported since, never will be: then it
     * writes.
     */
    @Override
    public boolean getAsBoolean() {
        if (!waitsForRoom || !channel.isActive()) {
            listed = false;
            return false;
        }
        boolean hasRoom = channel.isRegistered() && channel.carrier().hasRoom();
        if (!hasRoom || !hadRoom) {
            hadRoom = hasRoom;
            return true;
        }
        listed = false;
        VclWorkerStats stats = channel.loop().stats();
        long before = stats.bytesWritten;
        roomAgain();
        if (stats.bytesWritten > before) {
            stats.rescues++;
        }
        return false;
    }

    void roomAgain() {
        waitsForRoom = false;
        if (!channel.isOutputShutdown()) {
            channel.streamUnsafe().flushNow();
        }
    }
}
