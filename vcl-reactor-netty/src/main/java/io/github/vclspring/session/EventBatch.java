/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEvents;

/**
 * Events fetched from VCL that are still to be handled. There is always room for all that VPP's queue can hold, because
 * VCL handles what does not fit on a path that dereferences null pointers. Only for the worker's thread.
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

    /** Returns the number of events still to be handled. */
    public int size() {
        return count - next;
    }

    /** Advances to the next event and returns its index. */
    public int next() {
        return next++;
    }

    /** Returns the {@code EPOLL...} bits of an event. */
    public int events(int index) {
        return events.events(index);
    }

    /** Returns the data with which the event's session was added to the epoll set. */
    public long data(int index) {
        return events.data(index);
    }

    /**
     * Fetches VCL's unhandled events if no events are left to handle. Calls other than epoll's have read them from the
     * queue, whose descriptor no longer signals them. Makes no system call.
     */
    public void refill() {
        if (next == count) {
            clear();
            fetchUnhandled();
        }
    }

    /** Like {@link #refill}, but includes VPP's queue. Makes no system call. Only if {@link VclSessions#mayFlush}. */
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

    /** Appends VCL's unhandled events. */
    void fetchUnhandled() {
        int room;
        int fetched;
        do {
            makeRoom();
            room = events.capacity() - count;
            fetched = take(Vppcom.EPOLL_WAIT_UNHANDLED);
        } while (fetched == room);
    }

    /** Fetches VCL's unhandled events and drops all events. VPP has stopped, and every handle is notified of that. */
    public void dropAll() {
        fetchUnhandled();
        clear();
    }

    private void clear() {
        next = 0;
        count = 0;
    }

    /**
     * Appends what VPP has sent. While detached, this is an attempt to re-attach. The call in which VCL notices that
     * VPP stopped takes a second (vcl_private.c {@code vcl_api_handle_disconnect}, 26.06).
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
            // only while a listener's close waits for VPP's answer, because no events are handled meanwhile
            events = events.copy(next, count, 2 * events.capacity());
            count -= next;
            next = 0;
        }
    }
}
