/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What became of a program's connections. Any thread. */
final class Tally {

    /** Failures that are printed; the others are counted only. */
    private static final int MAX_PRINTED = 50;

    private final Console console;
    private final AtomicLong failures = new AtomicLong();
    final LongAdder connections = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder resets = new LongAdder();
    private final LongAdder corrupted = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder refused = new LongAdder();

    Tally(Console console) {
        this.console = console;
    }

    /** A byte was not the expected one. */
    void corrupted(ConnectionState state, int position) {
        corrupted.increment();
        fail("corrupted at " + position, state, null);
    }

    /** A connection ended before everything was exchanged. */
    void lost(ConnectionState state, Throwable cause) {
        lost.increment();
        fail("ended early", state, cause);
    }

    /** A connection was not established. */
    void refused(ConnectionState state, Throwable cause) {
        refused.increment();
        fail("not connected", state, cause);
    }

    private void fail(String what, ConnectionState state, Throwable cause) {
        if (failures.incrementAndGet() <= MAX_PRINTED) {
            console.print("failure " + what + ": " + state + (cause == null ? "" : " " + cause));
        }
    }

    Summary summary(long rescues) {
        return new Summary(
                connections.sum(), bytes.sum(), 0, corrupted.sum(), lost.sum(), refused.sum(), resets.sum(), rescues);
    }
}
