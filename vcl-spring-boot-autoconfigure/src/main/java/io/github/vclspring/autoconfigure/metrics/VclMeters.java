/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of {@link VclMetrics}. Meters with the tag {@code worker} are per event loop. Their sum is the
 * application's, except for times, because workers lack VPP, and iterate, in parallel.
 */
public enum VclMeters implements MeterDocumentation {
    /** 1 for the current state of the application, 0 for the others. */
    STATE("vcl.state", Meter.Type.GAUGE, null, "Whether the application is in this state", Tag.STATE),
    /** Number of workers in this condition. */
    WORKERS("vcl.workers", Meter.Type.GAUGE, null, "Workers in this condition", Tag.CONDITION),
    /** Number of times that all workers re-attached. */
    REATTACHMENTS("vcl.reattachments", Meter.Type.COUNTER, null, "Times that all workers have re-attached"),
    /** Time without VPP. */
    DETACHED_TIME("vcl.detached.time", Meter.Type.COUNTER, "seconds", "Time without VPP", Tag.WORKER),
    /** Open sessions, excluding listeners. */
    SESSIONS_OPEN("vcl.sessions.open", Meter.Type.GAUGE, null, "Sessions open now, without listeners", Tag.WORKER),
    /** Connections accepted. */
    SESSIONS_ACCEPTED("vcl.sessions.accepted", Meter.Type.COUNTER, null, "Connections accepted", Tag.WORKER),
    /** Connections that VPP established but VCL could not accept, for example for lack of memory. */
    SESSIONS_ACCEPT_FAILED(
            "vcl.sessions.accept.failed",
            Meter.Type.COUNTER,
            null,
            "Connections that VPP made and VCL could not take",
            Tag.WORKER),
    /** Sessions created for outbound connections. */
    SESSIONS_CONNECTS("vcl.sessions.connects", Meter.Type.COUNTER, null, "Outbound connections begun", Tag.WORKER),
    /** Outbound connections established. */
    SESSIONS_CONNECTED(
            "vcl.sessions.connected", Meter.Type.COUNTER, null, "Outbound connections established", Tag.WORKER),
    /** Sessions closed, by cause. Every stream session that was accepted or created is either open or closed. */
    SESSIONS_CLOSED("vcl.sessions.closed", Meter.Type.COUNTER, null, "Sessions closed", Tag.WORKER, Tag.CAUSE),
    /** Listening sessions. */
    LISTENERS("vcl.listeners", Meter.Type.GAUGE, null, "Listening sessions", Tag.WORKER),
    /** Listening sessions that servers want. Exceeds {@link #LISTENERS} while VPP refuses to listen. */
    LISTENERS_WANTED(
            "vcl.listeners.wanted", Meter.Type.GAUGE, null, "Listening sessions that servers want", Tag.WORKER),
    /** Bytes read and written. */
    DATA("vcl.data", Meter.Type.COUNTER, "bytes", "Bytes read and written", Tag.WORKER, Tag.DIRECTION),
    /** Calls that read or wrote bytes. */
    DATA_CALLS("vcl.data.calls", Meter.Type.COUNTER, "calls", "Calls that moved bytes", Tag.WORKER, Tag.DIRECTION),
    /** Calls that found an empty receive fifo, or a full transmit fifo. */
    DATA_WOULD_BLOCK(
            "vcl.data.wouldblock",
            Meter.Type.COUNTER,
            null,
            "Calls that found the receive fifo empty, or the transmit fifo full",
            Tag.WORKER,
            Tag.DIRECTION),
    /** Writes that continued although VPP had not reported room. */
    DATA_RESCUES(
            "vcl.data.rescues",
            Meter.Type.COUNTER,
            null,
            "Writes that continued although VPP had not reported that there was room again",
            Tag.WORKER),
    /** Configured buffer size of a connection. */
    FIFO_SIZE("vcl.fifo.size", Meter.Type.GAUGE, "bytes", "Buffer of a connection, as configured", Tag.DIRECTION),
    /** Mapped segments of shared memory. */
    SEGMENTS("vcl.segments", Meter.Type.GAUGE, "segments", "Segments of shared memory with VPP that are mapped"),
    /** Size of the mapped segments, not all of which is in use. */
    SEGMENTS_SIZE("vcl.segments.size", Meter.Type.GAUGE, "bytes", "Size of the mapped segments of shared memory"),
    /** Number of times that VPP woke the loop. */
    WORKER_WAKEUPS("vcl.worker.wakeups", Meter.Type.COUNTER, "wakeups", "Times that VPP woke the loop", Tag.WORKER),
    /** Number of times that the loop fetched from its queues. */
    WORKER_DRAINS(
            "vcl.worker.drains",
            Meter.Type.COUNTER,
            "drains",
            "Times that the loop fetched what VPP had sent",
            Tag.WORKER),
    /** Events that VCL returned. */
    WORKER_EVENTS("vcl.worker.events", Meter.Type.COUNTER, "events", "Events from VCL", Tag.WORKER),
    /** Time asleep. */
    WORKER_IDLE_TIME("vcl.worker.idle.time", Meter.Type.COUNTER, "seconds", "Time that the loop slept", Tag.WORKER),
    /** Time spent busy-polling. */
    WORKER_SPIN_TIME(
            "vcl.worker.spin.time",
            Meter.Type.COUNTER,
            "seconds",
            "Time that the loop busy-polled without an event before it slept",
            Tag.WORKER),
    /** Time between two polls, excluding sleep, for which messages from VPP wait. */
    WORKER_POLL_LATENCY(
            "vcl.worker.poll.latency",
            Meter.Type.TIMER,
            "seconds",
            "Time that the loop worked between two polls of VPP",
            Tag.WORKER),
    /** Longest recent time between two polls. */
    WORKER_POLL_LATENCY_MAX(
            "vcl.worker.poll.latency.max",
            Meter.Type.GAUGE,
            "seconds",
            "Longest time of the last ten to twenty seconds that the loop worked between two polls of VPP",
            Tag.WORKER),
    /** Time since the loop last polled VPP, 0 while it sleeps. Grows while a handler blocks. */
    WORKER_TURN_TIME(
            "vcl.worker.turn.time",
            Meter.Type.GAUGE,
            "seconds",
            "Time since the loop began what it is doing, 0 while it sleeps",
            Tag.WORKER);

    /** The tags of the meters. */
    public enum Tag implements KeyName {
        /** Index of the worker. */
        WORKER,
        /** A {@link io.github.vclspring.application.VclCloseCause} in lower case, with hyphens. */
        CAUSE,
        /** A {@link io.github.vclspring.application.VclWorker.Condition} in lower case. */
        CONDITION,
        /** {@code in} or {@code out}. */
        DIRECTION,
        /** A state, as shown by health. */
        STATE;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String name;
    private final Meter.Type type;
    private final @Nullable String unit;
    private final String description;
    private final Tag[] tags;

    VclMeters(String name, Meter.Type type, @Nullable String unit, String description, Tag... tags) {
        this.name = name;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.tags = tags;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    @Override
    public @Nullable String getBaseUnit() {
        return unit;
    }

    /** Returns a description of what the meter measures, without a full stop. */
    public String description() {
        return description;
    }

    @Override
    public KeyName[] getKeyNames() {
        return tags.clone();
    }
}
