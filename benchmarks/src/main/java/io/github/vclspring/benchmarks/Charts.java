/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The charts of a run, each for a light and a dark page. A chart whose rows were not measured is left out. */
final class Charts {

    /** An SVG. */
    record File(String name, String svg) {}

    private Charts() {}

    static List<File> of(Results results) {
        List<File> files = new ArrayList<>();
        List<Row> summary = Summary.rows(results);
        if (!summary.isEmpty()) {
            List<BarChart.Group> groups = summary.stream()
                    .map(row -> new BarChart.Group(row.title(), relative(results, row)))
                    .toList();
            add(files, "summary", new BarChart("Requests per second, relative to the kernel's best transport", groups));
        }
        rates(files, results, "plaintext", "Reactor Netty, plain text: requests per second", Charts::connections);
        rates(files, results, "netty", "Netty, fixed answer: requests per second", Charts::connections);
        rates(
                files,
                results,
                "tcp",
                "Reactor Netty over a wire, 64 connections: requests per second",
                Charts::connections);
        rates(files, results, "gateway", "Spring Cloud Gateway: requests per second", Row::title);
        rates(files, results, "grpc", "gRPC: calls per second", Row::title);
        return files;
    }

    private static String connections(Row row) {
        return row.connections() == 1 ? "1 connection" : row.connections() + " connections";
    }

    private static List<BarChart.Bar> relative(Results results, Row row) {
        double ratio = Tables.ratioToKernel(results, row, Metric.RATE).orElse(0.0);
        return List.of(new BarChart.Bar("kernel", 1, "1"), new BarChart.Bar("VCL", ratio, Figures.ratio(ratio)));
    }

    private static void rates(
            List<File> files, Results results, String scenario, String title, Function<Row, String> group) {
        Predicate<Row> chosen =
                row -> row.scenario().equals(scenario) || row.scenario().startsWith(scenario + "-");
        Map<String, List<BarChart.Bar>> groups = new LinkedHashMap<>();
        results.rows().stream().filter(chosen).forEach(row -> {
            double rate = row.median().get(Metric.RATE).orElse(0);
            String series = row.server() == Server.BARE
                    ? "libvppcom alone"
                    : row.transport().label();
            groups.computeIfAbsent(group.apply(row), key -> new ArrayList<>())
                    .add(new BarChart.Bar(series, rate, Figures.count(rate)));
        });
        if (!groups.isEmpty()) {
            List<BarChart.Group> list = groups.entrySet().stream()
                    .map(entry -> new BarChart.Group(entry.getKey(), entry.getValue()))
                    .toList();
            add(files, scenario, new BarChart(title, list));
        }
    }

    private static void add(List<File> files, String name, BarChart chart) {
        files.add(new File(name + "-light.svg", chart.svg(BarChart.LIGHT)));
        files.add(new File(name + "-dark.svg", chart.svg(BarChart.DARK)));
    }
}
