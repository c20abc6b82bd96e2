/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.session.EventBatch;
import io.github.vclspring.session.VclSession;
import io.github.vclspring.session.VclSessions;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the channels of one event loop share: its worker's sessions, and the registrations to which it hands out VCL's events.
 * A registration is found by an identity that is never used twice: a slot in the low 32 bits, and in the high ones how often
 * that slot was used. Looking one up costs an array access and a comparison.
 *
 * <p>Only for the loop's thread.
 */
@Internal
public final class VclLoop {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclLoop.class);

    /** Events handed out per iteration, so that kernel channels and tasks get their share. */
    private static final int BUDGET = 256;

    private final VclWorker worker;
    private final IoEventLoop eventLoop;
    private final VclSessions sessions;
    private final EventBatch events;
    private final FullStreams fullStreams;
    private final VclIoEvent event = new VclIoEvent();
    private @Nullable VclRegistration[] slots = new @Nullable VclRegistration[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    VclLoop(VclWorker worker, IoEventLoop eventLoop) {
        this.worker = worker;
        this.eventLoop = eventLoop;
        sessions = new VclSessions(worker);
        events = sessions.events();
        fullStreams = new FullStreams(eventLoop);
    }

    /** Returns its worker. Any thread. */
    public VclWorker worker() {
        return worker;
    }

    /** Returns its worker's counters. */
    public VclWorkerStats stats() {
        return worker.stats();
    }

    /** Returns the sessions of its worker. */
    public VclSessions sessions() {
        return sessions;
    }

    /** Returns the event loop. Any thread. */
    public IoEventLoop eventLoop() {
        return eventLoop;
    }

    /** Returns the streams that wait for room. */
    public FullStreams fullStreams() {
        return fullStreams;
    }

    EventBatch events() {
        return events;
    }

    /** Registers a handle, also while the loop shuts down. */
    public IoRegistration register(VclIoHandle handle) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == slots.length) {
            slots = Arrays.copyOf(slots, slot * 2);
            generations = Arrays.copyOf(generations, slot * 2);
            free = Arrays.copyOf(free, slot * 2);
        }
        VclRegistration registration = new VclRegistration(this, handle, (long) generations[slot] << 32 | slot);
        slots[slot] = registration;
        return registration;
    }

    void remove(VclRegistration registration) {
        int slot = (int) registration.id();
        slots[slot] = null;
        generations[slot]++;
        free[freeCount++] = slot;
    }

    boolean isEmpty() {
        return freeCount == used;
    }

    /** A copy, to be walked while handles come and go. */
    List<VclRegistration> registrations() {
        List<VclRegistration> all = new ArrayList<>();
        for (int slot = 0; slot < used; slot++) {
            VclRegistration registration = slots[slot];
            if (registration != null) {
                all.add(registration);
            }
        }
        return all;
    }

    /**
     * Hands out events that were taken, no more than the budget.
     *
     * @return how many were consumed: also an event that no handle takes any more shows that the loop has not looked for the
     *     next ones yet
     */
    int dispatch() {
        int consumed = 0;
        // a handle that closes a listener may find that VPP stopped, and all that was taken is void
        while (consumed < BUDGET && events.size() > 0) {
            int index = events.next();
            consumed++;
            long id = events.data(index);
            VclRegistration registration = slots[(int) id];
            if (registration != null && registration.id() == id) {
                handle(registration, event.ofSession(events.events(index)));
            }
        }
        return consumed;
    }

    /** Closes a session whose registration was cancelled: now, or when that is safe. */
    public void close(VclSession session) {
        VclSession.CloseAfter after = session.closesAfter();
        if (after == VclSession.CloseAfter.NOTHING) {
            session.close();
        } else {
            new DeferredClose(this, session).await(after);
        }
    }

    /** VPP has stopped: every channel fails. VCL may have to wait for other workers before it may notice. */
    void vppStopped() {
        for (VclRegistration registration : registrations()) {
            if (registration.isValid()) {
                handle(registration, event.vppStopped());
            }
        }
    }

    /** VCL is about to notice that VPP stopped: the connections that wait to be accepted are refused. */
    void refusePending() {
        for (VclRegistration registration : registrations()) {
            VclSession session = registration.handle().session();
            if (session != null) {
                session.refusePending();
            }
        }
    }

    /**
     * VCL has noticed that VPP stopped. VCL has an event for each of its sessions, and follows a null pointer where a session
     * was closed before that event was taken (vppcom.c {@code vcl_epoll_wait_handle_mq_event}, 26.06).
     */
    void detached() {
        events.dropAll();
        vppStopped();
        worker.cleared();
    }

    /** VCL has re-attached. */
    void reattached() {
        for (VclRegistration registration : registrations()) {
            if (registration.isValid()) {
                handle(registration, event.reattached());
            }
        }
    }

    /** Closes all that is registered. */
    void closeAll() {
        for (VclRegistration registration : registrations()) {
            try {
                registration.handle().close();
            } catch (Throwable t) {
                // the others are to be closed all the same
                LOGGER.warn("Cannot close {}", registration.handle(), t);
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
