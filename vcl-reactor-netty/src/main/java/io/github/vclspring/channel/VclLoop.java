/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.application.WorkerState;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.github.vclspring.vppcom.VppcomDatagramHeader;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.github.vclspring.vppcom.VppcomEvents;
import io.github.vclspring.vppcom.VppcomFeature;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What the channels of one event loop share: its VCL worker, its registrations, and off-heap memory for arguments that
 * live no longer than a call. Only for the loop's thread.
 */
final class VclLoop {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclLoop.class);

    /** Events handed out per turn, so that kernel channels and tasks get theirs. */
    private static final int BUDGET = 256;

    /** How long VPP's answer to a listener's close is waited for; it takes about a tenth of a millisecond. */
    private static final long UNLISTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int NO_SESSION = AbstractVclChannel.NO_SESSION;

    private static final long UNLISTEN_INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final VclWorker worker;
    private final Vppcom vppcom;
    private final VclRegistrations registrations = new VclRegistrations();
    private final FullStreams fullStreams = new FullStreams();
    private final VclIoEvent event = new VclIoEvent();
    private final VppcomEvents argument = new VppcomEvents(1);
    private final VppcomEndpoint endpoint = new VppcomEndpoint();
    private final GatheringWrite gather = new GatheringWrite();
    private final VppcomDataSegments shown = new VppcomDataSegments(2);
    private final int datagramHeaderSize;
    private final boolean hasGetError;
    private final boolean hasWriteSegments;
    private final boolean hasTerminate;

    private final EventBatch batch;
    private long lastClose;
    private long backAt;

    VclLoop(VclWorker worker, int queueSize) {
        this.worker = worker;
        this.vppcom = worker.vppcom();
        this.batch = new EventBatch(worker, queueSize);
        var library = worker.application().library();
        datagramHeaderSize = VppcomDatagramHeader.size(library.release());
        hasGetError = library.supports(VppcomFeature.SESSION_GET_ERROR);
        hasWriteSegments = library.supports(VppcomFeature.SESSION_WRITE_SEGMENTS);
        hasTerminate = library.supports(VppcomFeature.SESSION_TERMINATE);
    }

    VclWorker worker() {
        return worker;
    }

    Vppcom vppcom() {
        return vppcom;
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

    /** Scratch: valid until the next use. */
    VppcomEndpoint endpoint() {
        return endpoint;
    }

    /** Scratch: valid until the next use. */
    GatheringWrite gather() {
        return gather;
    }

    /** Scratch for what a receive fifo shows: valid until the next use. */
    VppcomDataSegments shown() {
        return shown;
    }

    int datagramHeaderSize() {
        return datagramHeaderSize;
    }

    boolean hasWriteSegments() {
        return hasWriteSegments;
    }

    boolean hasTerminate() {
        return hasTerminate;
    }

    int watch(int session, int mask, long id) {
        argument.set(0, mask, id);
        return worker.watch(session, argument);
    }

    int rewatch(int session, int mask, long id) {
        argument.set(0, mask, id);
        return worker.rewatch(session, argument);
    }

    int unwatch(int session) {
        return worker.unwatch(session);
    }

    /** Sets an integer attribute; VPP insists on a length of exactly 4. Some ask VPP and wait for its answer. */
    void setAttribute(int session, int attribute, int value) {
        argument.set(0, value, Integer.BYTES);
        int result = vppcom.sessionAttr(session, attribute, argument.address(), argument.dataAddress());
        if (result < 0) {
            LOGGER.debug("Attribute {} = {}: {}", attribute, value, Errno.describe(result));
        }
    }

    /** An amount of bytes that VCL tells of an open session; 0 if it cannot. */
    long amount(int session, int attribute) {
        // while VPP is gone the fifos are, too
        return session < 0 || worker.isDetached() ? 0 : Math.max(0, vppcom.sessionAttr(session, attribute, 0, 0));
    }

    /** A session's index among those of its worker, from its handle (vcl_private.h {@code vcl_session_handle}, 26.06). */
    int indexOf(int session) {
        return session < 0 ? -1 : session & 0xFFFFFF;
    }

    /** Asks for an integer attribute; 0 if there is none. */
    int attribute(int session, int attribute) {
        // the endpoint is scratch that is large enough for the 8 bytes that some attributes write
        VppcomEndpoint scratch = endpoint.clear();
        int result = vppcom.sessionAttr(session, attribute, scratch.address(), scratch.lengthAddress());
        return result < 0 ? 0 : scratch.asInt();
    }

    /** Why a connect or a listen failed; 0 if VCL does not say. */
    int error(int session) {
        return hasGetError ? vppcom.sessionGetError(session) : 0;
    }

    /** Closes a session whose registration was cancelled. */
    void close(int session) {
        vppcom.sessionClose(session);
        lastClose = System.nanoTime();
    }

    /** Whether there are fifos behind a session, as far as VCL knows. */
    boolean isOpen(int session) {
        return vppcom.sessionAttr(session, VppcomAttr.GET_NWRITE, 0, 0) >= 0;
    }

    /**
     * Whether VCL could map the memory of a session that is connected. Where it could not it says so in its log only, and no event follows
     * (vppcom.c {@code vcl_session_connected_handler}, 26.06).
     */
    boolean isMapped(int session) {
        return vppcom.sessionAttr(session, VppcomAttr.GET_NREAD, 0, 0) != Errno.ENOTCONN;
    }

    /** Returns the attach epoch: what was made in another one is lost. */
    int attachEpoch() {
        return worker.attachEpoch();
    }

    /** Returns whether what was made in an attach epoch is lost. */
    boolean isLost(int epoch) {
        return !worker.isAttached() || worker.attachEpoch() != epoch;
    }

    /** Returns whether VPP has stopped and VCL does not know it yet: it would send to a queue that nobody reads. */
    boolean isVppClosing() {
        return worker.state() == WorkerState.CLOSING;
    }

    /**
     * Closes a listener, and takes what VPP has sent until it has said that it listens no more. Were a connection for a
     * listener that is gone come across by another call than epoll's, such as the next listen or accept, VCL would follow a
     * null pointer (vppcom.c {@code vcl_handle_mq_event}, 26.06). A VPP that hangs is not waited for.
     *
     * <p>Just after VPP's return its answer to VCL's own listen is taken first: VCL would name the listener by its handle of
     * the life before, of which VPP does not check what it stands for now (application.c
     * {@code app_listener_get_w_handle}, 26.06).
     */
    void closeListener(int session) {
        if (worker.attachEpoch() > 0) {
            takeUntil(backAt + UNLISTEN_NANOS, NO_SESSION);
        }
        close(session);
        takeUntil(System.nanoTime() + UNLISTEN_NANOS, session);
        if (worker.isDetached()) {
            // VCL holds events of sessions that may be closed before the next turn
            batch.forgetAllHeld();
        } else {
            batch.fetchAllHeld();
        }
    }

    /** Takes what VPP sends until the deadline, or until VCL has forgotten a session. */
    private void takeUntil(long deadline, int forgotten) {
        while (!worker.isDetached()) {
            if (System.nanoTime() - deadline >= 0) {
                return;
            }
            batch.fetch();
            worker.checkAttachment();
            if (forgotten != NO_SESSION && !isKnown(forgotten)) {
                return;
            }
            LockSupport.parkNanos(UNLISTEN_INTERVAL_NANOS);
        }
    }

    /** VCL forgets a listener when VPP has answered (vppcom.c {@code vcl_session_unlisten_reply_handler}, 26.06). */
    private boolean isKnown(int session) {
        VppcomEndpoint scratch = endpoint.clear();
        return vppcom.sessionAttr(session, VppcomAttr.GET_REUSEADDR, scratch.address(), scratch.lengthAddress())
                != Errno.EBADFD;
    }

    /** When a session was last closed, by {@link System#nanoTime}. */
    long lastClose() {
        return lastClose;
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

    /** What holds connections that nobody has accepted yet. */
    interface Listening {

        /** Leaves none in VCL's hands that could be accepted in VPP's next life, with the memory of this one. */
        void refusePending();
    }

    /** VCL is about to notice that VPP stopped: what VPP has still sent is taken, and its connections are refused. */
    void refusePending() {
        for (VclRegistration registration : registrations.all()) {
            if (registration.isValid() && registration.handle() instanceof Listening listening) {
                listening.refusePending();
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
        batch.forgetAllHeld();
        vppStopped();
        worker.cleared();
    }

    void vppBack() {
        backAt = System.nanoTime();
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
