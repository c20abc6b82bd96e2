/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The command {@code benchmarks/run}. */
public final class Main {

    private static final int REFUSED = 2;

    /** Longer than taking down and reporting take, after which the JVM ends. */
    private static final long TAKE_DOWN_MILLIS = 60_000;

    private Main() {}

    /** Exits with 0 after a complete run, 2 where it cannot run. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            run(Options.parse(List.of(args)), Path.of(System.getProperty("benchmarks.home")));
        } catch (Refusal e) {
            System.err.println("benchmarks/run: " + e.getMessage());
            System.exit(REFUSED);
        }
    }

    private static void run(Options options, Path home) throws IOException, InterruptedException {
        if (options.docs()) {
            Docs.write(home);
            return;
        }
        Results earlier = options.compareWith() == null ? null : Results.read(options.compareWith());
        Plan plan = new Plan(Requirements.measurable(options.scenarios()));
        Requirements.check(plan);
        Cores cores = Cores.ofThisMachine();
        Machine machine = Machine.describe(home, cores, plan, options);
        Path directory = Files.createDirectories(home.resolve("runs")
                .resolve(LocalDateTime.now(ZoneId.systemDefault())
                        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss"))));
        Progress progress = new Progress(System.out, Runner.steps(plan, options));
        Runner runner = new Runner(plan, options, machine, cores, directory.resolve("results.json"), progress);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            boolean early = !runner.isStopped();
            runner.stop();
            if (early) {
                Report.write(runner.results(), directory);
                System.out.println("Ended early; what was measured is in " + directory);
            }
        }));
        try {
            runner.run();
        } catch (RuntimeException e) {
            if (runner.isStopped()) {
                // the shutdown hook has taken away what was being measured, and writes the report
                Thread.sleep(TAKE_DOWN_MILLIS);
            }
            throw e;
        }
        Report.write(runner.results(), directory);
        System.out.print(Files.readString(directory.resolve("results.md")));
        if (earlier != null) {
            System.out.print(Comparison.of(earlier, runner.results()));
        }
        System.out.println("Results, tables and charts are in " + directory);
    }
}
