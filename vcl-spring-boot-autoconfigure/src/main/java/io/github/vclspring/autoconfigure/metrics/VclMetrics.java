/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclCloseCause;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.metrics.VclMeters.Tag;
import io.github.vclspring.config.VclOption;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@link MeterBinder} for {@link VclMeters}. Counting costs the event loops a plain field write. This code runs only
 * when meters are read.
 */
public class VclMetrics implements MeterBinder {

    private static final double NANOS = 1e-9;

    private final VclStatus status;
    private final int workers;
    private final SharedSegments segments = new SharedSegments();

    /**
     * Creates a binder.
     *
     * @param workers expected number of event loops; that of an existing application takes precedence
     */
    public VclMetrics(VclStatus status, int workers) {
        this.status = status;
        this.workers = workers;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (VclStatus.State state : VclStatus.State.values()) {
            gauge(registry, VclMeters.STATE, tags(Tag.STATE, state.name()), s -> s.state() == state ? 1 : 0);
        }
        counter(
                registry,
                VclMeters.REATTACHMENTS,
                Tags.empty(),
                s -> s.application().map(VclApplication::reattachments).orElse(0L));
        int count = status.application()
                .map(application -> application.config().workers())
                .orElse(workers);
        if (count > 0) {
            memory(registry);
            for (VclWorker.Condition condition : VclWorker.Condition.values()) {
                gauge(registry, VclMeters.WORKERS, tags(Tag.CONDITION, name(condition)), s -> count(s, condition));
            }
        }
        for (int index = 0; index < count; index++) {
            Worker worker = new Worker(registry, index);
            worker.sessions();
            worker.data();
            worker.loop();
        }
    }

    private static long count(VclStatus status, VclWorker.Condition condition) {
        return status.application().map(VclApplication::workers).orElse(List.of()).stream()
                .filter(worker -> worker.condition() == condition)
                .count();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void memory(MeterRegistry registry) {
        fifo(registry, "in", VclOption.RX_FIFO_SIZE);
        fifo(registry, "out", VclOption.TX_FIFO_SIZE);
        gauge(registry, VclMeters.SEGMENTS, Tags.empty(), s -> segments.count());
        gauge(registry, VclMeters.SEGMENTS_SIZE, Tags.empty(), s -> segments.bytes());
    }

    /** Registers the size of a fifo, which is unknown if the user provides a configuration file. */
    private void fifo(MeterRegistry registry, String direction, VclOption option) {
        gauge(
                registry,
                VclMeters.FIFO_SIZE,
                tags(Tag.DIRECTION, direction),
                s -> s.application()
                        .map(VclApplication::config)
                        .filter(config -> config.configFile().isEmpty())
                        .map(config -> (double) config.number(option))
                        .orElse(Double.NaN));
    }

    private void gauge(MeterRegistry registry, VclMeters meter, Tags tags, ToDoubleFunction<VclStatus> value) {
        Gauge.builder(meter.getName(), status, value)
                .tags(tags)
                .baseUnit(meter.getBaseUnit())
                .description(meter.description())
                .register(registry);
    }

    private void counter(MeterRegistry registry, VclMeters meter, Tags tags, ToDoubleFunction<VclStatus> value) {
        FunctionCounter.builder(meter.getName(), status, value)
                .tags(tags)
                .baseUnit(meter.getBaseUnit())
                .description(meter.description())
                .register(registry);
    }

    private static Tags tags(Tag tag, String value) {
        return Tags.of(tag.asString(), value);
    }

    /** The meters of one event loop. */
    private final class Worker {

        private final MeterRegistry registry;
        private final int index;
        private final Tags worker;

        Worker(MeterRegistry registry, int index) {
            this.registry = registry;
            this.index = index;
            worker = tags(Tag.WORKER, Integer.toString(index));
        }

        void sessions() {
            gauge(VclMeters.SESSIONS_OPEN, stats -> stats.openSessions);
            count(VclMeters.SESSIONS_ACCEPTED, worker, stats -> stats.accepted);
            count(VclMeters.SESSIONS_ACCEPT_FAILED, worker, stats -> stats.acceptsFailed);
            count(VclMeters.SESSIONS_CONNECTS, worker, stats -> stats.connects);
            count(VclMeters.SESSIONS_CONNECTED, worker, stats -> stats.connected);
            gauge(VclMeters.LISTENERS, stats -> stats.listeners);
            gauge(VclMeters.LISTENERS_WANTED, stats -> stats.wantedListeners);
            for (VclCloseCause cause : VclCloseCause.values()) {
                count(
                        VclMeters.SESSIONS_CLOSED,
                        worker.and(tags(Tag.CAUSE, name(cause))),
                        stats -> stats.closed(cause));
            }
        }

        void data() {
            Tags in = worker.and(tags(Tag.DIRECTION, "in"));
            Tags out = worker.and(tags(Tag.DIRECTION, "out"));
            count(VclMeters.DATA, in, stats -> stats.bytesRead);
            count(VclMeters.DATA, out, stats -> stats.bytesWritten);
            count(VclMeters.DATA_CALLS, in, stats -> stats.reads);
            count(VclMeters.DATA_CALLS, out, stats -> stats.writes);
            count(VclMeters.DATA_WOULD_BLOCK, in, stats -> stats.readWouldBlock);
            count(VclMeters.DATA_WOULD_BLOCK, out, stats -> stats.writeWouldBlock);
            count(VclMeters.DATA_RESCUES, worker, stats -> stats.rescues);
        }

        void loop() {
            count(VclMeters.WORKER_WAKEUPS, worker, stats -> stats.wakeups);
            count(VclMeters.WORKER_DRAINS, worker, stats -> stats.drains);
            count(VclMeters.WORKER_EVENTS, worker, stats -> stats.events);
            seconds(VclMeters.WORKER_IDLE_TIME, stats -> stats.idleNanos);
            seconds(VclMeters.WORKER_SPIN_TIME, stats -> stats.spinNanos);
            seconds(VclMeters.WORKER_POLL_LATENCY_MAX, stats -> stats.maxBusyNanos(System.nanoTime()));
            seconds(VclMeters.WORKER_TURN_TIME, stats -> stats.iterationNanos(System.nanoTime()));
            counter(registry, VclMeters.DETACHED_TIME, worker, s -> {
                VclWorker present = find(s);
                return (present != null) ? present.detachedNanos(System.nanoTime()) * NANOS : 0;
            });
            VclMeters latency = VclMeters.WORKER_POLL_LATENCY;
            FunctionTimer.builder(
                            latency.getName(),
                            status,
                            s -> read(s, stats -> stats.iterations),
                            s -> read(s, stats -> stats.busyNanos),
                            TimeUnit.NANOSECONDS)
                    .tags(worker)
                    .description(latency.description())
                    .register(registry);
        }

        private void gauge(VclMeters meter, ToLongFunction<VclWorkerStats> value) {
            VclMetrics.this.gauge(registry, meter, worker, s -> read(s, value));
        }

        private void count(VclMeters meter, Tags tags, ToLongFunction<VclWorkerStats> value) {
            counter(registry, meter, tags, s -> read(s, value));
        }

        private void seconds(VclMeters meter, ToLongFunction<VclWorkerStats> nanos) {
            if (meter.getType() == io.micrometer.core.instrument.Meter.Type.GAUGE) {
                VclMetrics.this.gauge(registry, meter, worker, s -> read(s, nanos) * NANOS);
            } else {
                counter(registry, meter, worker, s -> read(s, nanos) * NANOS);
            }
        }

        private long read(VclStatus s, ToLongFunction<VclWorkerStats> value) {
            VclWorker present = find(s);
            return (present != null) ? value.applyAsLong(present.stats()) : 0;
        }

        /** Returns null before the worker is registered, and after a fallback to the kernel. */
        private @Nullable VclWorker find(VclStatus s) {
            return s.application()
                    .flatMap(application -> application.worker(index))
                    .orElse(null);
        }
    }
}
