/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.endpoint;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclCloseCause;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.autoconfigure.VclStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A worker and its counters, as shown by the endpoint.
 *
 * @param index VCL's index, which {@code vppctl show app} shows, too
 * @param thread name of its thread
 * @param state its condition
 * @param asleep whether it waits for events
 * @param turn duration of the current loop iteration
 * @param idle fraction of its time that it slept, 0 to 1
 * @param listeners listening sessions
 * @param wantedListeners listening sessions that servers want
 * @param open open sessions
 * @param accepted connections accepted so far
 * @param connected outbound connections established so far
 * @param closed sessions closed so far, by cause
 * @param bytesIn bytes read
 * @param bytesOut bytes written
 * @param wakeups number of times that VPP woke it
 * @param events events from VCL
 * @param longestPoll longest recent time between two polls of VPP
 */
record VclWorkerDescriptor(
        int index,
        String thread,
        VclWorker.Condition state,
        boolean asleep,
        Duration turn,
        double idle,
        long listeners,
        long wantedListeners,
        long open,
        long accepted,
        long connected,
        Map<VclCloseCause, Long> closed,
        long bytesIn,
        long bytesOut,
        long wakeups,
        long events,
        Duration longestPoll) {

    static List<VclWorkerDescriptor> list(VclStatus status) {
        long now = System.nanoTime();
        return status.application().map(VclApplication::workers).orElse(List.of()).stream()
                .map(worker -> of(worker, now))
                .toList();
    }

    private static VclWorkerDescriptor of(VclWorker worker, long now) {
        VclWorkerStats stats = worker.stats();
        long idle = stats.idleNanos(now);
        long life = idle + stats.busyNanos + stats.spinNanos;
        return new VclWorkerDescriptor(
                worker.index(),
                worker.thread().getName(),
                worker.condition(),
                stats.asleep,
                Duration.ofNanos(stats.iterationNanos(now)),
                life == 0 ? 0 : Math.round(1000.0 * idle / life) / 1000.0,
                stats.listeners,
                stats.wantedListeners,
                stats.openSessions,
                stats.accepted,
                stats.connected,
                Arrays.stream(VclCloseCause.values())
                        .collect(Collectors.toMap(
                                Function.identity(),
                                stats::closed,
                                Long::sum,
                                () -> new EnumMap<>(VclCloseCause.class))),
                stats.bytesRead,
                stats.bytesWritten,
                stats.wakeups,
                stats.events,
                Duration.ofNanos(stats.maxBusyNanos(now)));
    }
}
