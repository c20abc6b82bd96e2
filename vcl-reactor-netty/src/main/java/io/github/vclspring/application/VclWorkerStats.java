/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/**
 * Counters of one worker, written by its loop as plain fields, without atomics or fences.
 *
 * <p>A reader on another thread sees values that may be slightly stale and not from the same instant. Values are not
 * torn, because libvppcom exists on 64-bit platforms only. They are not stale for long, because every iteration of the
 * loop makes a native call, across which no field stays in a register.
 *
 * <p>Every stream's session is in {@link #openSessions}, or was counted once by {@link #closed}:
 * {@code accepted + connects = openSessions + closed}. Datagram channels are in {@code openSessions} only.
 */
public final class VclWorkerStats {

    /** Minimum time for which a maximum is kept. It is kept for at most twice as long. */
    private static final long MAX_WINDOW_NANOS = 10_000_000_000L;

    /** Nanoseconds ({@link System#nanoTime}) at the start of the loop's last iteration, or at its registration. */
    public long lastIteration = System.nanoTime();
    /** Iterations of the loop. */
    public long iterations;
    /** How often VPP's descriptor woke the loop. */
    public long wakeups;
    /** How often the loop fetched from VPP's queues. */
    public long drains;
    /** Events that VCL returned. */
    public long events;
    /** Open sessions, without listeners. */
    public long openSessions;
    /** Connections accepted. */
    public long accepted;
    /**
     * Connections that VPP established but VCL could not accept, for example for lack of memory to map their segment.
     */
    public long acceptsFailed;
    /** Sessions opened for outbound connections. */
    public long connects;
    /** Outbound connections established. */
    public long connected;
    /** Open listening sessions. */
    public long listeners;
    /** Listeners that servers want on this worker. More than {@link #listeners} while VPP refuses to listen. */
    public long wantedListeners;
    /** Bytes read. */
    public long bytesRead;
    /** Read calls that moved bytes. */
    public long reads;
    /** Bytes written. */
    public long bytesWritten;
    /** Write calls that moved bytes. */
    public long writes;
    /** Write calls that found the fifo full. */
    public long writeWouldBlock;
    /** Writes that resumed although VPP had not reported room in their full fifo. */
    public long rescues;
    /** Read calls that found the fifo empty. */
    public long readWouldBlock;
    /** Nanoseconds spent busy-polling without finding an event. */
    public long spinNanos;
    /** Nanoseconds asleep, counted when the loop wakes. */
    public long idleNanos;
    /** Nanoseconds of work between two polls: handlers, tasks, and the polls themselves. */
    public long busyNanos;
    /** How often VPP stopped. */
    public long detachments;
    /** Nanoseconds detached, without the current detachment. */
    public long detachedNanos;
    /** Whether the loop is asleep. */
    public boolean asleep;

    private final long[] closed = new long[VclCloseCause.values().length];
    private long maxBusy;
    private long previousMaxBusy;
    private long maxSince;
    private long resumed;
    private boolean spun;

    VclWorkerStats() {}

    /** Counts a closed session. */
    @SuppressWarnings("EnumOrdinal") // an index into an array, never stored
    public void countClosed(VclCloseCause cause) {
        openSessions--;
        closed[cause.ordinal()]++;
    }

    /** Sessions closed for a cause. */
    @SuppressWarnings("EnumOrdinal")
    public long closed(VclCloseCause cause) {
        return closed[cause.ordinal()];
    }

    /** Sessions closed. */
    public long closed() {
        long sum = 0;
        for (long count : closed) {
            sum += count;
        }
        return sum;
    }

    /**
     * Called when an iteration begins. The time since the loop last slept, or since the previous iteration, was work or
     * busy-polling.
     */
    public void iterationBegins(long now) {
        if (iterations > 0) {
            long passed = now - resumed;
            if (spun) {
                spinNanos += passed;
            } else {
                busyNanos += passed;
                noteBusy(passed, now);
            }
        } else {
            maxSince = now;
        }
        iterations++;
        lastIteration = now;
        resumed = now;
        spun = false;
    }

    private void noteBusy(long passed, long now) {
        if (now - maxSince >= MAX_WINDOW_NANOS) {
            previousMaxBusy = now - maxSince >= 2 * MAX_WINDOW_NANOS ? 0 : maxBusy;
            maxBusy = 0;
            maxSince = now;
        }
        if (passed > maxBusy) {
            maxBusy = passed;
        }
    }

    /** Called after the loop slept from the beginning of this iteration until {@code now}. */
    public void slept(long now) {
        idleNanos += now - resumed;
        resumed = now;
        asleep = false;
    }

    /** Called when this iteration found nothing and the loop continues to busy-poll. */
    public void spun() {
        spun = true;
    }

    /**
     * Returns the longest time between two polls in the last ten to twenty seconds, without sleep. Messages from VPP
     * may have waited for that long.
     *
     * @param now {@link System#nanoTime}
     */
    public long maxBusyNanos(long now) {
        long age = now - maxSince;
        if (age >= 2 * MAX_WINDOW_NANOS) {
            return 0;
        }
        return age >= MAX_WINDOW_NANOS ? maxBusy : Math.max(maxBusy, previousMaxBusy);
    }

    /**
     * Returns the nanoseconds asleep, including the current sleep. May decrease briefly while the loop wakes.
     *
     * @param now {@link System#nanoTime}
     */
    public long idleNanos(long now) {
        return idleNanos + (asleep ? Math.max(0, now - resumed) : 0);
    }

    /**
     * Returns how long the loop has been in its current iteration; 0 while it sleeps.
     *
     * @param now {@link System#nanoTime}
     */
    public long iterationNanos(long now) {
        return asleep || iterations == 0 ? 0 : Math.max(0, now - resumed);
    }
}
