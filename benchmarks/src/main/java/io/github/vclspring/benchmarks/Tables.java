/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static io.github.vclspring.benchmarks.Metric.ALLOCATED;
import static io.github.vclspring.benchmarks.Metric.BYTES_PER_SECOND;
import static io.github.vclspring.benchmarks.Metric.MEMORY;
import static io.github.vclspring.benchmarks.Metric.P50;
import static io.github.vclspring.benchmarks.Metric.P99;
import static io.github.vclspring.benchmarks.Metric.P999;
import static io.github.vclspring.benchmarks.Metric.RATE;
import static io.github.vclspring.benchmarks.Metric.SERVER_CORES;
import static io.github.vclspring.benchmarks.Metric.SERVER_CPU;
import static io.github.vclspring.benchmarks.Metric.SYSTEM_CALLS;
import static io.github.vclspring.benchmarks.Metric.VPP_CORES;
import static io.github.vclspring.benchmarks.Metric.VPP_CPU;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** Results as Markdown. */
final class Tables {

    private static final String NONE = Figures.NONE;
    private static final String TITLE = "what";

    private Tables() {}

    static String machine(Results results) {
        Machine machine = results.machine();
        return """
                Measured %s at commit %s: Linux %s, %s, cores %s; %s (%s); Netty %s, Reactor Netty %s; %s, timer slack %,d ns; \
                %s as the client. Medians of %s rounds of %s s; load average before the run %s.
                """.formatted(
                        machine.date().substring(0, 10),
                        machine.commit(),
                        machine.kernel(),
                        machine.processor(),
                        machine.cores(),
                        machine.jdk(),
                        machine.jvmOptions(),
                        machine.netty(),
                        machine.reactorNetty(),
                        machine.vpp(),
                        machine.timerSlackNanos(),
                        machine.client(),
                        rounds(results),
                        Figures.number(machine.seconds()),
                        Figures.number(machine.loadAverage()));
    }

    /** A run that has ended early has measured its last rows less often. */
    private static String rounds(Results results) {
        IntSummaryStatistics rounds =
                results.rows().stream().mapToInt(row -> row.rounds().size()).summaryStatistics();
        return rounds.getMin() < rounds.getMax()
                ? rounds.getMin() + " or " + rounds.getMax()
                : Integer.toString(results.machine().rounds());
    }

    static String all(Results results) {
        return of(results, row -> true);
    }

    /** The rows of the scenarios that {@code name} names. */
    static String named(Results results, String name) {
        return of(results, row -> row.scenario().equals(name) || row.scenario().startsWith(name + "-"));
    }

    /** A column is left out where no row has a figure for it. */
    private static String of(Results results, Predicate<Row> chosen) {
        List<Row> rows = results.rows().stream().filter(chosen).toList();
        if (rows.isEmpty()) {
            return "Not measured in this run.\n";
        }
        List<String> lines = new ArrayList<>(List.of("|", "|"));
        rows.forEach(row -> lines.add("|"));
        for (Column column : columns(results)) {
            List<String> cells = rows.stream().map(column.cell()).toList();
            if (cells.stream().anyMatch(cell -> !cell.equals(NONE))) {
                append(lines, 0, column.header());
                append(lines, 1, column.isText() ? "---" : "--:");
                for (int i = 0; i < cells.size(); i++) {
                    boolean repeats = i > 0
                            && column.header().equals(TITLE)
                            && cells.get(i).equals(cells.get(i - 1));
                    append(lines, 2 + i, repeats ? "" : cells.get(i));
                }
            }
        }
        List<String> notes = rows.stream()
                .flatMap(row -> row.invalid().stream()
                        .map(why -> "✗ " + row.title() + ", " + transport(row) + ": " + why + "."))
                .toList();
        if (!notes.isEmpty()) {
            lines.add("");
            lines.addAll(notes);
        }
        return String.join("\n", lines) + "\n";
    }

    private static void append(List<String> lines, int line, String cell) {
        lines.set(line, lines.get(line) + " " + cell + " |");
    }

    private record Column(String header, boolean isText, Function<Row, String> cell) {}

    private static List<Column> columns(Results results) {
        return List.of(
                new Column(TITLE, true, Row::title),
                new Column(
                        "transport",
                        true,
                        row -> transport(row) + (row.invalid().isPresent() ? " ✗" : "")),
                of("requests/s", RATE, Figures::count),
                new Column(
                        "±",
                        false,
                        row -> row.median().get(RATE).isEmpty() ? NONE : "%.0f %%".formatted(50 * row.spread())),
                new Column(
                        "to the kernel",
                        false,
                        row -> ratioToKernel(results, row, RATE)
                                .map(Figures::ratio)
                                .orElse(NONE)),
                of("GB/s", BYTES_PER_SECOND, bytes -> Figures.number(bytes / 1e9)),
                of("p50 ms", P50, Figures::millis),
                of("p99 ms", P99, Figures::millis),
                of("p99.9 ms", P999, Figures::millis),
                of("server µs/request", SERVER_CPU, Figures::number),
                of("VPP µs/request", VPP_CPU, Figures::number),
                of("system calls/request", SYSTEM_CALLS, Figures::number),
                of("heap B/request", ALLOCATED, Figures::count),
                of("server, % of a core", SERVER_CORES, Figures::percent),
                of("VPP, % of a core", VPP_CORES, Figures::percent),
                of("B/connection", MEMORY, Figures::count));
    }

    private static Column of(String header, Metric metric, DoubleFunction<String> format) {
        return new Column(header, false, row -> Figures.or(row.median().get(metric), format));
    }

    private static String transport(Row row) {
        String label = row.transport().label();
        return row.tuning().equals(Tuning.USUAL.name()) ? label : label + ", " + row.tuning();
    }

    /** Of a VCL row; empty where there is nothing to compare with. */
    static Optional<Double> ratioToKernel(Results results, Row row, Metric metric) {
        if (!row.transport().isVcl()) {
            return Optional.empty();
        }
        OptionalDouble own = row.median().get(metric);
        OptionalDouble kernel =
                bestKernel(results, row).map(best -> best.median().get(metric)).orElse(OptionalDouble.empty());
        return own.isPresent() && kernel.isPresent() && kernel.getAsDouble() > 0
                ? Optional.of(own.getAsDouble() / kernel.getAsDouble())
                : Optional.empty();
    }

    /** The kernel's transport with the highest rate in a row's scenario. */
    static Optional<Row> bestKernel(Results results, Row row) {
        return results.rows().stream()
                .filter(other -> other.scenario().equals(row.scenario())
                        && !other.transport().isVcl())
                .max((one, other) -> Double.compare(
                        one.median().get(RATE).orElse(0),
                        other.median().get(RATE).orElse(0)));
    }

    /** The few rows that say most, for the README. */
    static String summary(Results results) {
        List<String> lines = new ArrayList<>();
        lines.add("| | kernel | VCL | | p99 kernel | p99 VCL | server CPU per request |");
        lines.add("|---|--:|--:|--:|--:|--:|--:|");
        for (Row row : Summary.rows(results)) {
            Row kernel = bestKernel(results, row).orElseThrow();
            lines.add("| %s | %s (%s) | %s | **%s** | %s ms | %s ms | %s |"
                    .formatted(
                            row.title(),
                            rate(kernel),
                            kernel.transport().label(),
                            rate(row),
                            ratioToKernel(results, row, RATE)
                                    .map(Figures::ratio)
                                    .orElse(NONE),
                            Figures.or(kernel.median().get(P99), Figures::millis),
                            Figures.or(row.median().get(P99), Figures::millis),
                            ratioToKernel(results, row, SERVER_CPU)
                                    .map(Figures::ratio)
                                    .orElse(NONE)));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String rate(Row row) {
        return Figures.or(row.median().get(RATE), Figures::count) + "/s";
    }
}
