/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.util.List;

/**
 * How VPP, and what the application asks of it, are set.
 *
 * @param name in results and tables
 * @param pollSleepMicros {@code unix { poll-sleep-usec }}
 * @param timerSlackNanos the kernel's timer slack for VPP's threads, by which every sleep is longer; Linux's default is 50,000
 * @param realTime whether VPP's threads are scheduled by {@code SCHED_FIFO}, for which the kernel has no timer slack
 * @param privateQueues {@code session { use-private-rx-mqs }}: an application wakes a VPP that sleeps
 * @param fifoKib KiB of each direction of a connection
 * @param eventQueueSize entries of a worker's event queue
 * @param spinMicros {@code vcl.worker.spin}
 */
record Tuning(
        String name,
        int pollSleepMicros,
        int timerSlackNanos,
        boolean realTime,
        boolean privateQueues,
        int fifoKib,
        int eventQueueSize,
        int spinMicros) {

    private static final int NO_SLACK = 1;
    private static final int LINUX_SLACK = 50_000;

    /**
     * A sixteenth of it is for control messages, and VPP refuses connections while they are full: enough for 1,000 connects at
     * once (segment_manager.c {@code segment_manager_alloc_queue}, 26.06).
     */
    private static final int QUEUE = 16_384;

    /** What all rows run with, unless they compare settings. */
    static final Tuning USUAL = new Tuning("usual", 50, NO_SLACK, false, false, 64, QUEUE, 0);

    /** One setting changed at a time, and the combinations that belong together. */
    static final List<Tuning> KNOBS = List.of(
            USUAL,
            new Tuning("default timer slack", 50, LINUX_SLACK, false, false, 64, QUEUE, 0),
            new Tuning("poll-sleep-usec 10", 10, NO_SLACK, false, false, 64, QUEUE, 0),
            new Tuning("poll-sleep-usec 100", 100, NO_SLACK, false, false, 64, QUEUE, 0),
            new Tuning("scheduler-policy fifo", 50, LINUX_SLACK, true, false, 64, QUEUE, 0),
            new Tuning("use-private-rx-mqs, poll-sleep-usec 50", 50, NO_SLACK, false, true, 64, QUEUE, 0),
            new Tuning("use-private-rx-mqs, no sleep", 0, NO_SLACK, false, true, 64, QUEUE, 0),
            new Tuning("no sleep", 0, NO_SLACK, false, false, 64, QUEUE, 0),
            new Tuning("fifos of 16 KiB", 50, NO_SLACK, false, false, 16, QUEUE, 0),
            new Tuning("fifos of 1 MiB", 50, NO_SLACK, false, false, 1024, QUEUE, 0),
            new Tuning("event-queue-size 2048", 50, NO_SLACK, false, false, 64, 2048, 0),
            new Tuning("spin 50 µs", 50, NO_SLACK, false, false, 64, QUEUE, 50));
}
