/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEvents;

/**
 * Events that were taken from VCL and are still to be handled. What VPP's queue can hold always fits: VCL walks the rest on a
 * path that follows null pointers. Only for the worker's thread.
 */
@Internal
public final class EventBatch {

    private final VclWorker worker;
    private final Vppcom vppcom;
    private final VclWorkerStats stats;
    private final int epoll;
    private final int queueSize;
    private VppcomEvents events;
    private int next;
    private int count;

    EventBatch(VclWorker worker, int epoll, int queueSize) {
        this.worker = worker;
        this.vppcom = worker.vppcom();
        this.stats = worker.stats();
        this.epoll = epoll;
        this.queueSize = queueSize;
        this.events = new VppcomEvents(2 * queueSize);
    }

    /** Returns how many are to be handled. */
    public int size() {
        return count - next;
    }

    /** Goes to the next one. Returns its index. */
    public int next() {
        return next++;
    }

    /** Returns the bits {@code EPOLL...} of an event. */
    public int events(int index) {
        return events.events(index);
    }

    /** Returns the data with which the event's session was added to the epoll set. */
    public long data(int index) {
        return events.data(index);
    }

    /**
     * Takes VCL's unhandled events if there are none to be handled: those that other calls than epoll's have come across, and
     * that the descriptor of the queue does not show. No system call.
     */
    public void refill() {
        if (next == count) {
            clear();
            fetchUnhandled();
        }
    }

    /** As {@link #refill}, with what is in VPP's queue. No system call. Only where {@link VclSessions#mayFlush}. */
    public void refillFromQueue() {
        if (next == count) {
            clear();
            vppcom.flushMqEvents();
            fetchUnhandled();
            if (count > 0) {
                stats.drains++;
            }
        }
    }

    /** Takes VCL's unhandled events, on top of what is there. */
    void fetchUnhandled() {
        int room;
        int fetched;
        do {
            makeRoom();
            room = events.capacity() - count;
            fetched = take(Vppcom.EPOLL_WAIT_UNHANDLED);
        } while (fetched == room);
    }

    /** Takes VCL's unhandled events, and drops them with what is there: VPP stopped, and every handle is notified. */
    public void dropAll() {
        fetchUnhandled();
        clear();
    }

    private void clear() {
        next = 0;
        count = 0;
    }

    /**
     * Takes what VPP has sent, on top of what is there. While detached this is an attempt to re-attach. The call in which VCL
     * notices that VPP stopped takes a second (vcl_private.c {@code vcl_api_handle_disconnect}, 26.06).
     */
    public void fetch() {
        makeRoom();
        worker.prepareReattach();
        take(0);
        stats.drains++;
        worker.checkAttachment();
    }

    private int take(double timeout) {
        int fetched = Math.max(0, vppcom.epollWait(epoll, events.address(count), events.capacity() - count, timeout));
        count += fetched;
        stats.events += fetched;
        return fetched;
    }

    private void makeRoom() {
        if (next == count) {
            clear();
        }
        if (events.capacity() - count < queueSize) {
            // only while a listener's close waits for its answer: what is there is not handled meanwhile
            events = events.copy(next, count, 2 * events.capacity());
            count -= next;
            next = 0;
        }
    }
}
