/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.vclspring.vpptest.VppTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Two rows of one second: that there are figures, not which. */
@VppTest
@EnabledIfSystemProperty(named = "benchmarks.smoke", matches = "true", disabledReason = "-Dbenchmarks.smoke=true")
class SmokeIT {

    @TempDir
    Path directory;

    @Test
    void measuresARowOverTheKernelAndOneOverVcl() throws Exception {
        assumeTrue(Requirements.onPath("h2load").isPresent(), "There is no h2load: install Debian's nghttp2-client");
        Scenario scenario = new Scenario(
                "plaintext-16",
                "Plain text",
                Server.REACTOR_NETTY,
                Load.keepAlive("/plaintext", 16),
                List.of(Transport.EPOLL, Transport.VCL));
        Options options = new Options(List.of(scenario), true, null, false);
        Plan plan = new Plan(options.scenarios());
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        Path file = directory.resolve("results.json");
        Runner runner = new Runner(
                plan,
                options,
                Rows.MACHINE,
                Cores.ofThisMachine(),
                file,
                new Progress(new PrintStream(terminal, true, StandardCharsets.UTF_8), Runner.steps(plan, options)));
        runner.run();

        Results results = Results.read(file);
        assertThat(results.rows()).extracting(Row::transport).containsExactly(Transport.EPOLL, Transport.VCL);
        assertThat(results.rows()).allSatisfy(row -> {
            assertThat(row.invalid()).isEmpty();
            assertThat(row.median().get(Metric.RATE).orElse(0)).isPositive();
            assertThat(row.median().get(Metric.P99).orElse(0)).isPositive();
            assertThat(row.median().get(Metric.SERVER_CPU).orElse(0)).isPositive();
        });
        Report.write(results, directory);
        assertThat(Files.readString(directory.resolve("results.md"))).contains("| Plain text | epoll |");
        assertThat(terminal.toString(StandardCharsets.UTF_8)).contains("[2/2]");
    }
}
