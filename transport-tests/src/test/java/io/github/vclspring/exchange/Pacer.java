/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/** Makes a side read at its pace. Only on the event loop. */
final class Pacer {

    /** Most time that a body takes by timed reads, if each of them finds something. */
    private static final int MAX_MILLIS = 3000;

    private final Channel channel;
    private final Pace pace;
    private final int interval;
    private int untilPause;
    private boolean paused;

    /**
     * Begins to pace a channel.
     *
     * @param channel the channel
     * @param pace its pace
     * @param bytes how much is to be read
     * @param size how much it reads at once
     */
    Pacer(Channel channel, Pace pace, int bytes, ReadSize size) {
        this.channel = channel;
        this.pace = pace;
        untilPause = pace.bytes();
        long reads = Math.max(1, bytes / size.total());
        interval = (int) Math.max(1, Math.min(pace.millis(), MAX_MILLIS / reads));
        if (pace.mode() == Pace.Mode.TIMED) {
            channel.config().setAutoRead(false);
            readLater();
        }
    }

    private void readLater() {
        channel.eventLoop().schedule(this::readNow, interval, TimeUnit.MILLISECONDS);
    }

    private void readNow() {
        if (channel.isOpen()) {
            channel.read();
            readLater();
        }
    }

    /** Notes what was read. */
    void read(int bytes) {
        if (pace.mode() != Pace.Mode.PAUSING) {
            return;
        }
        untilPause -= bytes;
        if (untilPause <= 0 && !paused) {
            untilPause = pace.bytes();
            paused = true;
            channel.config().setAutoRead(false);
            channel.eventLoop().schedule(this::resume, pace.millis(), TimeUnit.MILLISECONDS);
        }
    }

    private void resume() {
        paused = false;
        if (channel.isOpen()) {
            channel.config().setAutoRead(true);
        }
    }
}
