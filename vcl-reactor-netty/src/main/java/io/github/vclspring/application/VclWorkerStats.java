/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/**
 * Counters of one worker, written by its loop as plain fields: no atomics, no fences. A reader on another thread sees
 * values that may lag by moments and are not of one instant. No value is torn, because libvppcom exists on 64-bit platforms
 * only; none is kept back for long, because every iteration of the loop passes a native call, over which nothing stays in a
 * register.
 *
 * <p>Every stream's session is in {@link #openSessions}, or was counted once by {@link #closed}: {@code accepted + connects =
 * openSessions + closed}. Datagram channels are in {@code openSessions} only.
 */
public final class VclWorkerStats {

    /** How long a maximum is remembered at least; twice as long at most. */
    private static final long MAX_WINDOW_NANOS = 10_000_000_000L;

    /** Nanoseconds ({@link System#nanoTime}) at the start of the loop's last iteration, or at its registration. */
    public long lastIteration = System.nanoTime();
    /** Iterations of the loop. */
    public long iterations;
    /** How often VPP's descriptor woke the loop. */
    public long wakeups;
    /** How often the loop fetched from the queues that VPP fills. */
    public long drains;
    /** Events that VCL handed out. */
    public long events;
    /** Sessions open now, listeners not counted. */
    public long openSessions;
    /** Connections accepted. */
    public long accepted;
    /** Connections that VPP made and VCL could not take, such as for want of memory to map their segment into. */
    public long acceptsFailed;
    /** Sessions made for outbound connections. */
    public long connects;
    /** Outbound connections established. */
    public long connected;
    /** Listening sessions open now. */
    public long listeners;
    /** Listeners that servers want to have on this worker; more than there are while VPP refuses to listen. */
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
    /** Writes that went on although VPP had not reported that their full fifo had room again. */
    public long rescues;
    /** Read calls that found the fifo empty. */
    public long readWouldBlock;
    /** Nanoseconds in which the loop polled without finding anything, because it spins before it sleeps. */
    public long spinNanos;
    /** Nanoseconds asleep, counted when the loop wakes. */
    public long idleNanos;
    /** Nanoseconds at work between two polls: handlers, tasks, and the polls themselves. */
    public long busyNanos;
    /** How often VPP stopped. */
    public long detachments;
    /** Nanoseconds without VPP, the present time without it not counted. */
    public long detachedNanos;
    /** Whether the loop waits for something to happen. */
    public boolean asleep;

    private final long[] closed = new long[VclCloseCause.values().length];
    private long maxBusy;
    private long previousMaxBusy;
    private long maxSince;
    private long resumed;
    private boolean spun;

    VclWorkerStats() {}

    /** Counts a session that was closed. */
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

    /** The loop begins an iteration: what has passed since it slept, or since the iteration before, was work, or spinning. */
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

    /** The loop slept from the beginning of this iteration until then. */
    public void slept(long now) {
        idleNanos += now - resumed;
        resumed = now;
        asleep = false;
    }

    /** This iteration found nothing, and the loop is to look again at once. */
    public void spun() {
        spun = true;
    }

    /**
     * The longest time between two polls, sleep not counted, of the last ten to twenty seconds: for so long what VPP sent may
     * have waited.
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
     * Nanoseconds asleep, the present sleep included; may go back by moments while the loop wakes.
     *
     * @param now {@link System#nanoTime}
     */
    public long idleNanos(long now) {
        return idleNanos + (asleep ? Math.max(0, now - resumed) : 0);
    }

    /**
     * Returns how long the loop has been in its present iteration; 0 while it sleeps.
     *
     * @param now {@link System#nanoTime}
     */
    public long iterationNanos(long now) {
        return asleep || iterations == 0 ? 0 : Math.max(0, now - resumed);
    }
}
