/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.vppcom.VppcomAttr;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the session of a closed datagram channel until VPP has sent what was written: closing would drop it with the fifo.
 */
final class ClosingDatagrams extends LingeringSession implements Runnable {

    private static final long INTERVAL_MICROS = 500;
    private static final int ATTEMPTS = 2000;

    private final EventLoop eventLoop;
    private final int room;
    private int attempts;

    private ClosingDatagrams(VclLoop loop, EventLoop eventLoop, int session, int room) {
        super(loop, session);
        this.eventLoop = eventLoop;
        this.room = room;
    }

    /**
     * Closes a session that is not watched any more, at once if VPP has sent everything.
     *
     * @param room the free bytes of its transmit fifo when that was empty
     */
    static void close(VclLoop loop, EventLoop eventLoop, int session, int room) {
        if (isSent(loop, session, room)) {
            loop.close(session);
        } else {
            new ClosingDatagrams(loop, eventLoop, session, room).schedule();
        }
    }

    private static boolean isSent(VclLoop loop, int session, int room) {
        if (loop.worker().isDetached()) {
            return true;
        }
        int free = loop.vppcom().sessionAttr(session, VppcomAttr.GET_NWRITE, 0, 0);
        return free < 0 || free >= room;
    }

    private void schedule() {
        eventLoop.schedule(this, INTERVAL_MICROS, TimeUnit.MICROSECONDS);
    }

    @Override
    public void run() {
        if (registration().isValid()) {
            if (++attempts == ATTEMPTS || isSent(loop(), session(), room)) {
                close();
            } else {
                schedule();
            }
        }
    }
}
