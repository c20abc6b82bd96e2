/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.vppcom.VppcomEvents;

/**
 * Events that were taken from VCL and are still to be worked off. What VPP's queue can hold always fits: VCL walks the rest
 * on a path that follows null pointers. Only for the loop's thread.
 */
final class EventBatch {

    private final VclWorker worker;
    private final VclWorkerStats stats;
    private final int queueSize;
    private VppcomEvents events;
    private int next;
    private int count;

    EventBatch(VclWorker worker, int queueSize) {
        this.worker = worker;
        this.stats = worker.stats();
        this.queueSize = queueSize;
        this.events = new VppcomEvents(2 * queueSize);
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
        int room;
        int fetched;
        do {
            makeRoom();
            room = events.capacity() - count;
            fetched = Math.max(0, worker.fetchHeld(events, count));
            count += fetched;
            stats.events += fetched;
        } while (fetched == room);
    }

    /** Takes all of it, and forgets it with what was there: VPP is gone, and every handle is notified. */
    void forgetAllHeld() {
        fetchAllHeld();
        clear();
    }

    private void clear() {
        next = 0;
        count = 0;
    }

    /** Takes what VPP has sent, on top of what is there. */
    void fetch() {
        makeRoom();
        int fetched = Math.max(0, worker.fetch(events, count));
        count += fetched;
        stats.drains++;
        stats.events += fetched;
    }

    private void makeRoom() {
        if (next == count) {
            clear();
        }
        if (events.capacity() - count < queueSize) {
            // only while a listener's close waits for its answer: what is there is not worked off meanwhile
            events = events.copy(next, count, 2 * events.capacity());
            count -= next;
            next = 0;
        }
    }
}
