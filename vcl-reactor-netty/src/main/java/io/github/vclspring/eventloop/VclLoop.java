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
 * What the channels of one event loop share: its worker's sessions, and the registrations to which it dispatches VCL's
 * events. Only for the loop's thread.
 *
 * <p>A registration is found by an id that is never reused: its low 32 bits are a slot, its high 32 bits count how
 * often the slot was used. A lookup costs an array access and a comparison.
 */
@Internal
public final class VclLoop {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclLoop.class);

    /** Events dispatched per call, so that kernel channels and tasks get their share. */
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

    /** Registers a handle, even while the loop shuts down. */
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

    /** Returns a copy, so that handles may be added and removed during iteration. */
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
     * Dispatches fetched events, up to the budget.
     *
     * @return the number of events consumed. It includes those whose handle no longer exists: the loop has not yet
     *     fetched the next ones
     */
    int dispatch() {
        int consumed = 0;
        // a handle that closes a listener may notice that VPP stopped, which drops all fetched events
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

    /** Closes a session whose registration was cancelled, now or once that is safe. */
    public void close(VclSession session) {
        VclSession.CloseAfter after = session.closesAfter();
        if (after == VclSession.CloseAfter.NOTHING) {
            session.close();
        } else {
            new DeferredClose(this, session).await(after);
        }
    }

    /** Notifies every handle that VPP has stopped. VCL may have to wait for other workers before it may notice. */
    void vppStopped() {
        for (VclRegistration registration : registrations()) {
            if (registration.isValid()) {
                handle(registration, event.vppStopped());
            }
        }
    }

    /** Refuses all pending connections, before VCL notices that VPP stopped. */
    void refusePending() {
        for (VclRegistration registration : registrations()) {
            VclSession session = registration.handle().session();
            if (session != null) {
                session.refusePending();
            }
        }
    }

    /**
     * Called when VCL has noticed that VPP stopped. VCL has an event for each of its sessions, and dereferences a null
     * pointer if a session is closed before that event is fetched (vppcom.c {@code vcl_epoll_wait_handle_mq_event},
     * 26.06).
     */
    void detached() {
        events.dropAll();
        vppStopped();
        worker.cleared();
    }

    /** Notifies every handle that VCL has re-attached. */
    void reattached() {
        for (VclRegistration registration : registrations()) {
            if (registration.isValid()) {
                handle(registration, event.reattached());
            }
        }
    }

    /** Closes all registered handles. */
    void closeAll() {
        for (VclRegistration registration : registrations()) {
            try {
                registration.handle().close();
            } catch (Throwable t) {
                // the other handles must be closed, too
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
