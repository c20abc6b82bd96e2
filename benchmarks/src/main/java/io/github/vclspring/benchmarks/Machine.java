/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where and how a run was made.
 *
 * @param date when it began
 * @param commit of this project, with {@code +} behind it if files were changed
 * @param kernel release of Linux
 * @param processor its name
 * @param cores how many, and how they were shared
 * @param jdk version of Java
 * @param jvmOptions of every server
 * @param netty version of Netty
 * @param reactorNetty version of Reactor Netty
 * @param vpp version of VPP
 * @param startupConf VPP's configuration, paths left out
 * @param timerSlackNanos of VPP's threads
 * @param client version of h2load
 * @param loadAverage of the last minute before the run
 * @param rounds how often each row was measured
 * @param seconds how long each time
 */
record Machine(
        String date,
        String commit,
        String kernel,
        String processor,
        String cores,
        String jdk,
        String jvmOptions,
        String netty,
        String reactorNetty,
        String vpp,
        String startupConf,
        int timerSlackNanos,
        String client,
        double loadAverage,
        int rounds,
        double seconds) {

    static Machine describe(Path home, Cores cores, Plan plan, Options options) {
        String vpp = "none";
        String startupConf = "";
        if (plan.needsVpp()) {
            try (VppLab lab = VppLab.one(Tuning.USUAL, cores)) {
                // without who built it, and where
                vpp = lab.version().lines().findFirst().orElse(vpp).replaceAll(" built.*", "");
                startupConf = lab.startupConf();
            }
        }
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                commit(home),
                System.getProperty("os.version"),
                processorName(),
                "%d: server %s, client %s, VPP %d"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                cores.server(),
                                cores.client(),
                                cores.vpp()),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                String.join(" ", Setup.JVM_OPTIONS),
                version(io.netty.channel.Channel.class),
                version(reactor.netty.http.server.HttpServer.class),
                vpp,
                startupConf,
                Tuning.USUAL.timerSlackNanos(),
                output("h2load", "--version").strip(),
                Double.parseDouble(Processes.firstLine(Path.of("/proc/loadavg")).split(" ", 2)[0]),
                options.rounds(),
                options.seconds());
    }

    private static String commit(Path home) {
        String commit = output("git", "-C", home.toString(), "rev-parse", "--short=12", "HEAD")
                .strip();
        return output("git", "-C", home.toString(), "status", "--porcelain", "--untracked-files=no")
                        .isBlank()
                ? commit
                : commit + "+";
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String version(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "unknown";
        }
    }
}
