/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reports connections and event loops that make no progress. Whether a connection hangs, the test decides: the other side may make progress. */
final class Watchdog {

    /** The time between two looks at a connection; a busy event loop takes longer, which is not the connection's fault. */
    static final long INTERVAL_MILLIS = 500;

    /** An event loop gets more time than a connection: the whole machine may be busy. */
    private static final int LOOP_LIMITS = 4;

    private final Connections connections;
    private final Console console;
    private final long limitMillis;
    private final List<WatchedLoop> loops = new ArrayList<>();

    /**
     * Begins to watch.
     *
     * @param connections the connections
     * @param group their event loops
     * @param limit how long they may be without progress
     * @param console where to report
     */
    static void start(Connections connections, EventLoopGroup group, Duration limit, Console console) {
        Watchdog watchdog = new Watchdog(connections, group, limit, console);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(watchdog::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Watchdog(Connections connections, EventLoopGroup group, Duration limit, Console console) {
        this.connections = connections;
        this.console = console;
        limitMillis = limit.toMillis();
        for (EventExecutor loop : group) {
            loops.add(new WatchedLoop(loop));
        }
    }

    private void look() {
        loops.forEach(WatchedLoop::look);
    }

    /** An event loop, and when it last answered. */
    private final class WatchedLoop {

        private final EventExecutor loop;
        private volatile Thread thread;
        private volatile boolean asked;
        private long askedAt;
        private boolean reported;

        WatchedLoop(EventExecutor loop) {
            this.loop = loop;
        }

        void look() {
            if (!asked) {
                asked = true;
                askedAt = System.nanoTime();
                loop.execute(this::lookOnLoop);
            } else if (System.nanoTime() - askedAt > LOOP_LIMITS * TimeUnit.MILLISECONDS.toNanos(limitMillis)
                    && !reported) {
                reported = true;
                console.print("stalled " + thread);
                if (thread != null) {
                    for (StackTraceElement frame : thread.getStackTrace()) {
                        console.print("    at " + frame);
                    }
                }
            }
        }

        private void lookOnLoop() {
            thread = Thread.currentThread();
            for (Exchange exchange : connections.on(loop)) {
                exchange.look();
                if (exchange.idleMillis() >= limitMillis) {
                    console.print("idle " + exchange.id());
                }
            }
            asked = false;
        }
    }
}
