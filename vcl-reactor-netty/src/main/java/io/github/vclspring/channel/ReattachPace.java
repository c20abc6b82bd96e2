/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorker;
import java.util.concurrent.TimeUnit;

/**
 * When a worker without VPP tries to attach again: at an interval while nobody is there, and more and more rarely while VPP
 * is there and refuses. Each refusal costs a descriptor here and a client in VPP (vcl_sapi.c {@code vcl_sapi_attach}, 26.06).
 * Only for the loop's thread.
 */
final class ReattachPace {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final VclWorker worker;
    private final long intervalNanos;
    private long pauseNanos;
    private long lastLook = System.nanoTime();
    private long lastAttempt = lastLook;

    ReattachPace(VclWorker worker) {
        this.worker = worker;
        intervalNanos = worker.application().config().reattachInterval().toNanos();
        pauseNanos = intervalNanos;
    }

    boolean isDue(long now) {
        if (now - lastLook < intervalNanos) {
            return false;
        }
        lastLook = now;
        if (pauseNanos > intervalNanos && !worker.isVppListening()) {
            // whoever comes next may not refuse
            pauseNanos = intervalNanos;
        }
        return now - lastAttempt >= pauseNanos && worker.mayReattach();
    }

    /** An attempt was made. */
    void attempted(long now) {
        lastAttempt = now;
        boolean refused = worker.isDetached() && worker.isVppListening();
        pauseNanos = refused ? Math.min(2 * pauseNanos, LONGEST_NANOS) : intervalNanos;
    }

    long nextLook() {
        return lastLook + intervalNanos;
    }
}
