/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.PrintStream;
import java.time.Duration;

/** One line on the terminal for each row of each round, with an estimate of what is left. */
final class Progress {

    private final PrintStream out;
    private final int steps;
    private final long begin = System.nanoTime();
    private int done;

    Progress(PrintStream out, int steps) {
        this.out = out;
        this.steps = steps;
    }

    void add(int round, Row row, Sample sample) {
        done++;
        out.printf(
                "[%d/%d] round %d  %-16s %-15s %-14s %s  (%s)%n",
                done,
                steps,
                round,
                row.scenario(),
                row.server() == Server.BARE ? "bare loop" : row.transport().label(),
                row.tuning().equals(Tuning.USUAL.name()) ? "" : row.tuning(),
                Figures.line(sample),
                left());
    }

    private String left() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
        Duration left = elapsed.multipliedBy(steps - done).dividedBy(done);
        return left.toMinutes() > 0 ? "about " + (left.toMinutes() + 1) + " min left" : left.toSeconds() + " s left";
    }
}
