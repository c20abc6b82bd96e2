/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@link ExitApplication} in a JVM of its own. */
final class ExitProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 300;

    private final Point point;
    private final Road road;
    private final Path directory;
    private final Path log;
    private final Process process;

    /** Starts it; its directory is its own. */
    ExitProcess(Point point, Road road, Path directory, List<String> properties) throws IOException {
        this.point = point;
        this.road = road;
        this.directory = directory;
        this.log = directory.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                // a shell's background jobs ignore SIGINT, and what they start does, too
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ExitApplication.class.getName(),
                point.name(),
                road.name()));
        command.addAll(properties);
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Waits until it serves. */
    void awaitServing() {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .until(() -> !process.isAlive() || log().contains("serving\n"));
        assertThat(process.isAlive()).as(this::logQuietly).isTrue();
    }

    private String log() throws IOException {
        return Files.readString(log);
    }

    /** Waits for the end and requires a good one: the JVM's own status, no crash, and an application that was destroyed. */
    void requireGoodEnd() throws Exception {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as(() -> "ends\n" + logQuietly())
                .isTrue();
        String log = log();
        assertThat(process.exitValue()).as(log).isEqualTo(road.status(point));
        assertThat(log).contains("reached " + point);
        if (road != Road.HALT) {
            assertThat(count(log, ObservedLibrary.DESTROYED))
                    .as("applications destroyed\n" + log)
                    .isEqualTo(count(log, ObservedLibrary.CREATED));
        }
        assertThat(log)
                .doesNotContain("Invocation of destroy method failed")
                .doesNotContain("after the end of this process began");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("hs_err"));
        }
    }

    private String logQuietly() {
        try {
            return log();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long count(String log, String line) {
        return log.lines().filter(line::equals).count();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionallyCompose(e -> process.destroyForcibly().onExit())
                .join();
    }
}
