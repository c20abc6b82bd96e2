/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attachment states of the workers, and of the application, whose state follows from theirs. All code that needs to
 * know whether the application is attached uses it.
 *
 * <pre>
 *                 app socket closes             VCL notices             all sessions are closed
 *  worker:  ATTACHED ----------&gt; CLOSING ----------&gt; DETACHED ----------&gt; CLEARED ----------&gt; ATTACHED
 *                                                                            when all workers are cleared
 *  any state ----------&gt; STOPPED, when the event loop ends
 *
 *  application:  STARTING, ATTACHED (all workers), DETACHED, REATTACHING (some workers), CLOSED
 * </pre>
 *
 * <p>The first worker that loses VPP detaches the application. Changed by one worker at a time, read by any thread.
 */
final class AttachmentState {

    private static final Logger LOG = LoggerFactory.getLogger(VclApplication.class);

    private final List<VclWorker> workers = new CopyOnWriteArrayList<>();
    private final List<VclStateListener> listeners = new CopyOnWriteArrayList<>();
    private volatile VclState state = VclState.STARTING;
    private volatile Instant since = Instant.now();
    private volatile long reattachments;
    /** Whether all workers have been cleared of the last epoch. From then on they re-attach, one after the other. */
    private volatile boolean cleared;

    List<VclWorker> workers() {
        return workers;
    }

    VclState get() {
        return state;
    }

    Instant since() {
        return since;
    }

    long reattachments() {
        return reattachments;
    }

    void addListener(VclStateListener listener) {
        listeners.add(listener);
    }

    void removeListener(VclStateListener listener) {
        listeners.remove(listener);
    }

    /**
     * Adds an attached worker.
     *
     * @param last whether it is the last worker; VPP may have stopped since the first one was added
     */
    synchronized void add(VclWorker worker, boolean last) {
        workers.add(worker);
        if (last && state == VclState.STARTING && !isAnyWithoutVpp()) {
            change(VclState.ATTACHED);
        }
    }

    /** Changes a worker's state and, with it, the application's. Only on the worker's thread. */
    synchronized void move(VclWorker worker, WorkerState to) {
        worker.enter(to);
        switch (to) {
            case CLOSING -> {
                cleared = false;
                if (state == VclState.ATTACHED || state == VclState.REATTACHING) {
                    change(VclState.DETACHED);
                }
            }
            case DETACHED -> {
                // VPP may have stopped again before all workers re-attached
                cleared = false;
                change(VclState.DETACHED);
            }
            case CLEARED, STOPPED ->
                cleared = cleared || workers.stream().allMatch(w -> w.state().isCleared());
            case ATTACHED -> attached();
        }
    }

    private synchronized void attached() {
        if (isAnyWithoutVpp()) {
            change(VclState.REATTACHING);
            return;
        }
        cleared = false;
        if (state != VclState.ATTACHED && state != VclState.CLOSED) {
            reattachments++;
        }
        change(VclState.ATTACHED);
    }

    private boolean isAnyWithoutVpp() {
        return workers.stream().anyMatch(worker -> worker.state().isWithoutVpp());
    }

    /**
     * Returns whether VCL may notice on a worker that VPP stopped. Worker 0 must be the last one: the memory that it
     * then unmaps contains every worker's queue to VPP, and a worker that still accepts, writes or closes would follow
     * a stale pointer (vcl_private.c {@code vcl_worker_detach_sessions}, 26.06).
     */
    boolean mayDetach(VclWorker worker) {
        return worker.index() != 0
                || workers.stream()
                        .allMatch(other -> other == worker || other.state().isCleared());
    }

    /**
     * Returns whether workers may re-attach, which requires that all are cleared.
     *
     * <p>The first worker that re-attaches maps memory. A worker that notices VPP's stop later would unmap it for all
     * of them, and VCL's count of re-attached workers would stay wrong (vcl_private.c
     * {@code vcl_worker_detach_sessions}, vppcom.c {@code vcl_api_retry_attach}, 26.06). The new segments also reuse
     * the indices of the unmapped ones, so that sessions closed later would free their fifos into them (vcl_private.c
     * {@code vcl_session_detach_fifos}, 26.06).
     */
    boolean mayReattach() {
        return cleared;
    }

    /** Sets the final state, after the application was destroyed. */
    synchronized void closed() {
        change(VclState.CLOSED);
    }

    private void change(VclState to) {
        VclState from = state;
        if (from == to || from == VclState.CLOSED) {
            return;
        }
        state = to;
        since = Instant.now();
        for (VclStateListener listener : listeners) {
            try {
                listener.stateChanged(from, to);
            } catch (Throwable e) {
                // an error from a listener would end a worker's event loop
                LOG.warn("A VclStateListener failed", e);
            }
        }
    }
}
