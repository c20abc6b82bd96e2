/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of VPP's life cycle: of each worker, and of the application, which follows from its workers'. Everybody who has
 * to know whether VPP is there asks it.
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
 * <p>The first worker that loses VPP speaks for all. Changed by all workers, one after the other; read by any thread.
 */
final class AttachmentState {

    private static final Logger LOG = LoggerFactory.getLogger(VclApplication.class);

    private final List<VclWorker> workers = new CopyOnWriteArrayList<>();
    private final List<VclStateListener> listeners = new CopyOnWriteArrayList<>();
    private volatile VclState state = VclState.STARTING;
    private volatile Instant since = Instant.now();
    private volatile long reattachments;
    /** Whether all workers were cleared of the last epoch at one moment: from then on they attach, one after the other. */
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
     * Adds a worker, which is attached.
     *
     * @param last whether there are no more to come; VPP may have stopped since the first
     */
    synchronized void add(VclWorker worker, boolean last) {
        workers.add(worker);
        if (last && state == VclState.STARTING && !isAnyWithoutVpp()) {
            change(VclState.ATTACHED);
        }
    }

    /** Moves a worker to another state, and the application with it. On the worker's own thread. */
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
                // VPP may have stopped again while some had not re-attached yet
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
     * Returns whether VCL may notice on a worker that VPP stopped. The first worker has to be the last one: what it unmaps
     * then has the queue to VPP of all of them, and one that still accepts, writes or closes would follow a stale pointer
     * (vcl_private.c {@code vcl_worker_detach_sessions}, 26.06).
     */
    boolean mayDetach(VclWorker worker) {
        return worker.index() != 0
                || workers.stream()
                        .allMatch(other -> other == worker || other.state().isCleared());
    }

    /**
     * Returns whether workers may re-attach: when all are cleared. The first one that re-attaches maps memory that a worker
     * which notices later would unmap under all of them, and VCL's count of re-attached workers would stay wrong
     * (vcl_private.c {@code vcl_worker_detach_sessions}, vppcom.c {@code vcl_api_retry_attach}, 26.06). It also gets the
     * indices of the segments that were unmapped, by which sessions that are closed later would free their fifos
     * (vcl_private.c {@code vcl_session_detach_fifos}, 26.06).
     */
    boolean mayReattach() {
        return cleared;
    }

    /** The application is destroyed: this state is the last one. */
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
                // an error of a listener's would end a worker's event loop
                LOG.warn("A VclStateListener failed", e);
            }
        }
    }
}
