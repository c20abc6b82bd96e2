/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static io.github.vclspring.benchmarks.Metric.P99;
import static io.github.vclspring.benchmarks.Metric.RATE;
import static io.github.vclspring.benchmarks.Metric.SERVER_CPU;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds a run against an earlier one. */
final class Comparison {

    /** Two runs of the same code on a quiet machine lie so far apart. */
    private static final double LEAST_TOLERANCE = 0.1;

    private static final List<Metric> METRICS = List.of(RATE, P99, SERVER_CPU);

    private Comparison() {}

    /** One line per row of both runs: the ratio of each metric, and a mark where it is worse by more than the rounds' spread. */
    static String of(Results earlier, Results now) {
        Map<Row.Key, Row> before =
                earlier.rows().stream().collect(Collectors.toMap(Row::key, Function.identity(), (one, other) -> one));
        StringBuilder text = new StringBuilder("Compared with commit "
                + earlier.machine().commit() + " of " + earlier.machine().date() + ", now divided by then:\n");
        for (Row row : now.rows()) {
            Row old = before.get(row.key());
            if (old != null) {
                text.append(
                        "  %-40s %-16s".formatted(row.title(), row.transport().label()));
                METRICS.forEach(metric -> text.append(cell(metric, old, row)));
                text.append(isWorse(old, row) ? "  WORSE\n" : "\n");
            }
        }
        return text.toString();
    }

    private static String cell(Metric metric, Row old, Row row) {
        double then = old.median().get(metric).orElse(0);
        double now = row.median().get(metric).orElse(0);
        return then == 0 || now == 0
                ? ""
                : "  %s %.2f".formatted(metric.name().toLowerCase(java.util.Locale.ROOT), now / then);
    }

    /** Judges by the rate and by the server's time: a percentile moves too much between two runs. */
    static boolean isWorse(Row old, Row row) {
        double tolerance = Math.max(LEAST_TOLERANCE, Math.max(old.spread(), row.spread()));
        return worseBy(RATE, old, row) > tolerance || worseBy(SERVER_CPU, old, row) > tolerance;
    }

    private static double worseBy(Metric metric, Row old, Row row) {
        double then = old.median().get(metric).orElse(0);
        double now = row.median().get(metric).orElse(0);
        if (then == 0 || now == 0) {
            return 0;
        }
        return metric.moreIsBetter() ? then / now - 1 : now / then - 1;
    }
}
