/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.vppcom.VppcomEvents;

/** Events that were taken from VCL and are still to be worked off. Only for the loop's thread. */
final class EventBatch {

    private final VclWorker worker;
    private final VclWorkerStats stats;
    private final VppcomEvents events;
    private int next;
    private int count;

    EventBatch(VclWorker worker, int capacity) {
        this.worker = worker;
        this.stats = worker.stats();
        this.events = new VppcomEvents(capacity);
    }

    /** How many are to be worked off. */
    int size() {
        return count - next;
    }

    /** Goes to the next one. Returns its index. */
    int next() {
        return next++;
    }

    int events(int index) {
        return events.events(index);
    }

    long data(int index) {
        return events.data(index);
    }

    /** Takes what VCL holds and its descriptor does not show: events that its other calls have come across. */
    void fetchHeld() {
        if (next == count) {
            clear();
            fetchAllHeld();
        }
    }

    /** Takes all of it, on top of what is there. */
    void fetchAllHeld() {
        for (int room; (room = events.capacity() - count) > 0; ) {
            int fetched = Math.max(0, worker.fetchHeld(events, count));
            count += fetched;
            stats.events += fetched;
            if (fetched < room) {
                return;
            }
        }
    }

    /** Takes all of it, however much it is, and forgets it with what was there: VPP is gone, and every handle is told. */
    void forgetAllHeld() {
        do {
            clear();
            fetchAllHeld();
        } while (count == events.capacity());
        clear();
    }

    private void clear() {
        next = 0;
        count = 0;
    }

    /** Takes what VPP has sent. */
    void fetch() {
        if (next == count) {
            clear();
        }
        fetchMore();
    }

    /** Takes what VPP has sent, on top of what is there. */
    void fetchMore() {
        // what the queue can hold has to fit: VCL walks the rest on a path that follows null pointers
        if (count <= events.capacity() / 2) {
            int fetched = Math.max(0, worker.fetch(events, count));
            count += fetched;
            stats.drains++;
            stats.events += fetched;
        }
    }
}
