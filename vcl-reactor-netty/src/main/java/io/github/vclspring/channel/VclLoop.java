/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.session.EventBatch;
import io.github.vclspring.session.VclSession;
import io.github.vclspring.session.VclSessions;
import io.netty.channel.EventLoop;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/**
 * What the channels of one event loop share: its VCL worker, its registrations, and off-heap memory for arguments that
 * live no longer than a call. Only for the loop's thread.
 */
@Internal
public final class VclLoop {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclLoop.class);

    /** Events handed out per turn, so that kernel channels and tasks get theirs. */
    private static final int BUDGET = 256;

    private final VclWorker worker;
    private final VclSessions sessions;
    private final VclRegistrations registrations = new VclRegistrations();
    private final FullStreams fullStreams = new FullStreams();
    private final VclIoEvent event = new VclIoEvent();
    private final EventBatch batch;
    private final EventLoop eventLoop;

    VclLoop(VclWorker worker, EventLoop eventLoop) {
        this.worker = worker;
        this.eventLoop = eventLoop;
        this.sessions = new VclSessions(worker);
        this.batch = sessions.events();
    }

    VclWorker worker() {
        return worker;
    }

    /** Returns the sessions of its worker. */
    public VclSessions sessions() {
        return sessions;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    VclWorkerStats stats() {
        return worker.stats();
    }

    VclRegistrations registrations() {
        return registrations;
    }

    FullStreams fullStreams() {
        return fullStreams;
    }

    /** Closes a session whose registration was cancelled: now, or when that is safe. */
    void close(VclSession session) {
        VclSession.CloseAfter after = session.closesAfter();
        if (after == VclSession.CloseAfter.NOTHING) {
            session.close();
        } else {
            new DeferredClose(this, session).await(after);
        }
    }

    EventBatch batch() {
        return batch;
    }

    /**
     * Hands out what was taken, no more than the budget. Returns how many events it has consumed: also one that no handle
     * takes any more shows that the loop has not looked for the next yet.
     */
    int dispatch() {
        int consumed = 0;
        // a handle that closes a listener may find that VPP is gone, and all that was taken is void
        while (consumed < BUDGET && batch.size() > 0) {
            int index = batch.next();
            consumed++;
            VclRegistration registration = registrations.get(batch.data(index));
            if (registration != null) {
                handle(registration, event.ofSession(batch.events(index)));
            }
        }
        return consumed;
    }

    /** VCL is about to notice that VPP stopped: what VPP has still sent is taken, and its connections are refused. */
    void refusePending() {
        for (VclRegistration registration : registrations.all()) {
            VclSession session = registration.handle().session();
            if (session != null) {
                session.refusePending();
            }
        }
    }

    /** VPP has stopped: every channel fails. VCL may have to wait for other workers before it may notice. */
    void vppStopped() {
        for (VclRegistration registration : registrations.all()) {
            if (registration.isValid()) {
                handle(registration, event.vppGone());
            }
        }
    }

    /**
     * VCL has noticed that VPP stopped. VCL holds an event for each of its sessions, and follows a null pointer where a
     * session was closed before that event was taken (vppcom.c {@code vcl_epoll_wait_handle_mq_event}, 26.06).
     */
    void detached() {
        batch.dropAll();
        vppStopped();
        worker.cleared();
    }

    void vppBack() {
        for (VclRegistration registration : registrations.all()) {
            if (registration.isValid()) {
                handle(registration, event.vppBack());
            }
        }
    }

    /** A handle that throws must not end the event loop. */
    private static void handle(VclRegistration registration, VclIoEvent event) {
        try {
            registration.handle().handle(registration, event);
        } catch (Throwable t) {
            LOGGER.warn("Unexpected exception from {}", registration.handle(), t);
        }
    }
}
