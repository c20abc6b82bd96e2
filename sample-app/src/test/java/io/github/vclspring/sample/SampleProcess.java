/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.PrivateVpp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The sample's own jar in a JVM of its own, on a private VPP. */
final class SampleProcess implements AutoCloseable {

    static final int PORT = 8080;

    private final Process process;
    private final Path directory;
    private final Path log;

    private SampleProcess(Process process, Path directory, Path log) {
        this.process = process;
        this.directory = directory;
        this.log = log;
    }

    /** Starts it with four workers, and waits until it serves. Its management server is the kernel's. */
    static SampleProcess start(PrivateVpp vpp, Path directory, int managementPort, String... properties) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                jar().toString(),
                "--spring.profiles.active=vpp",
                "--vcl.app-socket-api=" + vpp.appSocket(),
                "--vcl.worker.count=4",
                "--management.server.address=127.0.0.1",
                "--management.server.port=" + managementPort));
        command.addAll(List.of(properties));
        try {
            Path log = Files.createTempFile(directory, "sample", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            SampleProcess sample = new SampleProcess(process, directory, log);
            try {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !process.isAlive() || sample.log().contains("Started SampleApplication"));
                if (!process.isAlive()) {
                    throw new IllegalStateException("The sample ended at start:\n" + sample.log());
                }
            } catch (RuntimeException e) {
                sample.close();
                throw e;
            }
            return sample;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar() {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("sample-app-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("The sample's jar is not built: run 'mvn verify'"))
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the JVM left the file that it writes when native code crashes it. */
    boolean crashed() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("hs_err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM and returns the exit status. */
    int terminate() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The sample does not end on SIGTERM:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
