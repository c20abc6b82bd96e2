/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.resources;

import io.github.vclspring.application.VclWorker;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports event loops that are blocked: a handler that blocks, or VCL that waits for a VPP that hangs. It asks each loop to
 * run a task, because a loop without work sleeps.
 */
final class StallWatchdog {

    private static final Logger LOG = LoggerFactory.getLogger(StallWatchdog.class);

    private final long thresholdNanos;
    private final List<Probe> probes = new ArrayList<>();
    private final ScheduledExecutorService timer;

    private StallWatchdog(EventLoopGroup group, List<VclWorker> workers, Duration threshold) {
        thresholdNanos = threshold.toNanos();
        for (EventExecutor loop : group) {
            workers.stream()
                    .filter(worker -> loop.inEventLoop(worker.thread()))
                    .forEach(worker -> probes.add(new Probe(loop, worker)));
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "vcl-watchdog");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Watches until the group ends; a threshold of zero does nothing. */
    static void start(EventLoopGroup group, List<VclWorker> workers, Duration threshold) {
        if (threshold.isZero()) {
            return;
        }
        StallWatchdog watchdog = new StallWatchdog(group, workers, threshold);
        long interval = watchdog.thresholdNanos / 2;
        watchdog.timer.scheduleWithFixedDelay(watchdog::check, interval, interval, TimeUnit.NANOSECONDS);
        group.terminationFuture().addListener(terminated -> watchdog.timer.shutdownNow());
    }

    private void check() {
        long now = System.nanoTime();
        for (Probe probe : probes) {
            try {
                probe.check(now);
            } catch (RejectedExecutionException e) {
                LOG.trace("{} is shut down", probe.loop, e);
            } catch (RuntimeException e) {
                LOG.warn("The watchdog failed", e);
            }
        }
    }

    /** Of one loop; its task is the probe. */
    private final class Probe implements Runnable {

        private final EventExecutor loop;
        private final VclWorker worker;
        private volatile boolean answered = true;
        private long asked;

        Probe(EventExecutor loop, VclWorker worker) {
            this.loop = loop;
            this.worker = worker;
        }

        @Override
        public void run() {
            answered = true;
        }

        void check(long now) {
            long waited = now - asked;
            if (answered) {
                if (worker.isStalled()) {
                    LOG.info("{} answers again", worker);
                    worker.markStalled(false);
                }
                asked = now;
                answered = false;
                loop.execute(this);
            } else if (waited >= thresholdNanos && !worker.isStalled() && !worker.isStopped()) {
                worker.markStalled(true);
                LOG.warn(
                        "{} has not turned for {} ms: something blocks its thread, and its connections wait. It is"
                                + " at{}",
                        worker,
                        TimeUnit.NANOSECONDS.toMillis(waited),
                        stack(worker.thread()));
            }
        }
    }

    private static String stack(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append(System.lineSeparator()).append("    ").append(frame);
        }
        return text.toString();
    }
}
