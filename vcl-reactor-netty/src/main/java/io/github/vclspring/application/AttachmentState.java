/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's state, and who wants to know of it. Changed by all workers, one after the other; read by anybody. */
final class AttachmentState {

    private static final Logger LOG = LoggerFactory.getLogger(VclApplication.class);

    private final List<VclStateListener> listeners = new CopyOnWriteArrayList<>();
    private volatile VclState state = VclState.STARTING;
    private volatile Instant since = Instant.now();
    private volatile long reattachments;
    private boolean allNoticed;

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

    /** All workers are registered; VPP may have gone since. */
    synchronized void complete(List<VclWorker> workers) {
        if (state == VclState.STARTING && workers.stream().noneMatch(VclWorker::isVppGone)) {
            change(VclState.ATTACHED);
        }
    }

    /** A worker noticed that VPP dies; VCL takes some seconds to notice everywhere. */
    synchronized void vppDies() {
        allNoticed = false;
        if (state == VclState.ATTACHED || state == VclState.REATTACHING) {
            change(VclState.DETACHED);
        }
    }

    /** A worker noticed that VPP went or came. The first one that notices speaks for all: VPP is gone for all of them. */
    synchronized void workerChanged(List<VclWorker> workers, boolean nowDetached) {
        if (state == VclState.CLOSED) {
            return;
        }
        if (workers.stream().anyMatch(VclWorker::isVppGone)) {
            // it may have died anew while some had not re-attached yet
            allNoticed = allNoticed && !nowDetached;
            change(nowDetached ? VclState.DETACHED : VclState.REATTACHING);
        } else {
            allNoticed = false;
            if (state != VclState.ATTACHED) {
                reattachments++;
            }
            change(VclState.ATTACHED);
        }
    }

    /** Whether VPP's last death was noticed by all workers. */
    synchronized boolean mayReattach(List<VclWorker> workers) {
        allNoticed = allNoticed || workers.stream().allMatch(VclWorker::hasNoticed);
        return allNoticed;
    }

    synchronized void closed() {
        change(VclState.CLOSED);
    }

    private void change(VclState to) {
        VclState from = state;
        if (from == to) {
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
