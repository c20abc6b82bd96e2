/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the committed run's tables into the documentation, between {@code <!-- benchmarks: NAME -->} and {@code <!-- /benchmarks -->}, and its charts beside it. */
final class Docs {

    private static final Pattern PART =
            Pattern.compile("(<!-- benchmarks: ([a-z0-9-]+) -->\n).*?(<!-- /benchmarks -->)", Pattern.DOTALL);

    private static final List<String> PAGES = List.of("README.md", "docs/performance.md");

    private Docs() {}

    static Path committed(Path home) {
        return home.resolve("results/results.json");
    }

    static Path charts(Path home) {
        return home.resolveSibling("docs").resolve("images");
    }

    static List<Path> pages(Path home) {
        return PAGES.stream().map(page -> home.resolveSibling(page)).toList();
    }

    static void write(Path home) throws IOException {
        Results results = Results.read(committed(home));
        for (Path page : pages(home)) {
            Files.writeString(page, render(Files.readString(page), results));
        }
        Files.createDirectories(charts(home));
        for (Charts.File chart : Charts.of(results)) {
            Files.writeString(charts(home).resolve(chart.name()), chart.svg());
        }
    }

    static String render(String page, Results results) {
        return PART.matcher(page)
                .replaceAll(part ->
                        Matcher.quoteReplacement(part.group(1) + "\n" + content(part, results) + "\n" + part.group(3)));
    }

    private static String content(MatchResult part, Results results) {
        return switch (part.group(2)) {
            case "machine" -> Tables.machine(results);
            case "startup-conf" -> "```\n" + results.machine().startupConf() + "\n```\n";
            case "summary" -> Tables.summary(results);
            default -> Tables.named(results, part.group(2));
        };
    }
}
