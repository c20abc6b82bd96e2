/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.sample.common.Snapshots;
import io.github.vclspring.sample.common.TransportStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the page shows of the transport, each second. */
@RestController
class TransportController {

    private final VclStatus status;
    private final MeterRegistry registry;
    private final Flux<Snapshot> snapshots;

    TransportController(VclStatus status, MeterRegistry registry) {
        this.status = status;
        this.registry = registry;
        snapshots = Snapshots.everySecond(Mono.fromSupplier(this::snapshot));
    }

    /**
     * The transport at one moment. Numbers count from the start; the page makes rates of them.
     *
     * @param reason why the kernel stands in, if it does
     */
    record Snapshot(
            Instant time,
            TransportStatus status,
            @Nullable String appSocket,
            @Nullable String reason,
            long reattachments,
            List<Worker> workers,
            List<Requests> transports) {}

    /** An event loop. */
    record Worker(
            int index,
            String thread,
            VclWorker.Condition state,
            long sessions,
            long accepted,
            long events,
            long wakeups,
            long bytesIn,
            long bytesOut,
            double busySeconds,
            double longestPollMillis) {}

    /** Requests over one transport. */
    record Requests(String transport, long count, double seconds, double maxMillis) {}

    @GetMapping(path = "/api/transport", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Snapshot> transport() {
        return snapshots;
    }

    private Snapshot snapshot() {
        VclApplication application = status.application().orElse(null);
        return new Snapshot(
                Instant.now(),
                TransportStatus.of(status),
                application != null && application.library().needsVpp()
                        ? application.appSocket().orElse(null)
                        : null,
                status.fallbackCause().map(Throwable::getMessage).orElse(null),
                application == null ? 0 : application.reattachments(),
                application == null
                        ? List.of()
                        : application.workers().stream()
                                .map(TransportController::worker)
                                .toList(),
                Stream.of("vcl", "kernel").map(this::requests).toList());
    }

    private static Worker worker(VclWorker worker) {
        VclWorkerStats stats = worker.stats();
        return new Worker(
                worker.index(),
                worker.thread().getName(),
                worker.condition(),
                stats.openSessions,
                stats.accepted,
                stats.events,
                stats.wakeups,
                stats.bytesRead,
                stats.bytesWritten,
                stats.busyNanos / 1e9,
                stats.maxBusyNanos(System.nanoTime()) / 1e6);
    }

    private Requests requests(String transport) {
        Collection<Timer> timers = registry.find("http.server.requests")
                .tag("transport", transport)
                .timers();
        return new Requests(
                transport,
                timers.stream().mapToLong(Timer::count).sum(),
                timers.stream()
                        .mapToDouble(timer -> timer.totalTime(TimeUnit.SECONDS))
                        .sum(),
                timers.stream()
                        .mapToDouble(timer -> timer.max(TimeUnit.MILLISECONDS))
                        .max()
                        .orElse(0));
    }
}
