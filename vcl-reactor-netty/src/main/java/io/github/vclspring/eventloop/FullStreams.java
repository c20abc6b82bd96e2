/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.Internal;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one event loop whose transmit fifo is full. A timer checks them, because VPP does not always report
 * that a fifo has room again.
 *
 * <p>With cut-through, the request for that report reaches the reader's fifo with the data. A reader that has drained
 * its fifo by then reports nothing (application_local.c {@code ct_session_tx}, 26.06). A fifo that could not grow for
 * lack of memory is not reported either (vppcom.c {@code vppcom_session_write_inline}, 26.06).
 *
 * <p>No timer runs while no fifo is full. Only for the loop's thread.
 */
@Internal
public final class FullStreams implements Runnable {

    private static final long FIRST_DELAY_MILLIS = 10;

    /** The delay grows to this value while nothing changes, because readers may be slow for a long time. */
    private static final long LAST_DELAY_MILLIS = 160;

    private final List<BooleanSupplier> streams = new ArrayList<>();
    private final EventLoop eventLoop;
    private @Nullable Future<?> next;
    private long delayMillis;
    private boolean looking;
    private boolean added;

    FullStreams(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /**
     * Adds a stream.
     *
     * @param staysFull writes if there is room; called again as long as it returns true
     */
    public void add(BooleanSupplier staysFull) {
        streams.add(staysFull);
        added = true;
        if (!looking && (next == null || delayMillis > FIRST_DELAY_MILLIS)) {
            if (next != null) {
                next.cancel(false);
            }
            scheduleLook(FIRST_DELAY_MILLIS);
        }
    }

    private void scheduleLook(long millis) {
        added = false;
        delayMillis = millis;
        next = eventLoop.schedule(this, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        looking = true;
        next = null;
        // a stream that writes may fill its fifo again and be added at the end
        for (int i = streams.size() - 1; i >= 0; i--) {
            if (!streams.get(i).getAsBoolean()) {
                streams.set(i, streams.get(streams.size() - 1));
                streams.remove(streams.size() - 1);
            }
        }
        looking = false;
        if (!streams.isEmpty()) {
            scheduleLook(added ? FIRST_DELAY_MILLIS : Math.min(2 * delayMillis, LAST_DELAY_MILLIS));
        }
    }
}
