/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a VPP process. */
final class VppProcess {

    private static final Logger log = LoggerFactory.getLogger(VppProcess.class);

    /** VPP is ready to go at once; what hangs is not waited for. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final int TAIL = 40;

    private final Process process;
    private final Path directory;
    private volatile boolean endIsExpected;
    private volatile boolean paused;

    private VppProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    static VppProcess start(VppHome home, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(
                        home.vpp().toString(),
                        "-c",
                        directory.resolve("startup.conf").toString())
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(logFile(directory).toFile()));
        Environment.of(home).forEach(builder.environment()::put);
        try {
            VppProcess vpp = new VppProcess(builder.start(), directory);
            var unused = vpp.process.onExit().thenRun(() -> vpp.deathReport().ifPresent(log::error));
            return vpp;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path logFile(Path directory) {
        return directory.resolve("vpp.log");
    }

    static String logs(Path directory) {
        try {
            Path file = logFile(directory);
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean isPaused() {
        return paused;
    }

    /** Why it is dead, where nobody asked it to end. */
    Optional<String> deathReport() {
        return process.isAlive() || endIsExpected ? Optional.empty() : Optional.of(lastWords());
    }

    private String lastWords() {
        List<String> lines = logs(directory).lines().toList();
        return "VPP, process " + process.pid() + ", ended with exit code " + process.exitValue()
                + " after these words:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(lastWords());
        }
    }

    void kill() {
        endIsExpected = true;
        process.destroyForcibly();
        process.onExit().join();
    }

    void stop() {
        endIsExpected = true;
        if (!paused) {
            process.destroy();
        }
        try {
            if (paused || !process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    void pause() {
        signal("STOP");
        paused = true;
    }

    void resume() {
        signal("CONT");
        paused = false;
    }

    private void signal(String name) {
        requireAlive();
        Signals.send(process.pid(), name);
    }
}
