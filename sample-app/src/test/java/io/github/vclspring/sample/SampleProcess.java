/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sample in a JVM of its own, on a private VPP; also the applications of sample-gateway's tests. */
public final class SampleProcess implements AutoCloseable {

    static final int PORT = 8080;
    static final int WORKERS = 4;

    private static final int TICKS_PER_SECOND = 100;
    private static final Pattern SESSIONS = Pattern.compile("\"sessions\":(\\d+)");
    private static final Pattern ACCEPTED = Pattern.compile("\"value\":([\\d.E]+)");

    private final Process process;
    private final Path directory;
    private final Path log;
    private final int managementPort;

    private SampleProcess(Process process, Path directory, Path log, int managementPort) {
        this.process = process;
        this.directory = directory;
        this.log = log;
        this.managementPort = managementPort;
    }

    /** Starts the sample's own jar with four workers, and waits until it serves. Its management server is the kernel's. */
    static SampleProcess start(PrivateVpp vpp, Path directory, int managementPort, String... properties) {
        return launch(vpp, directory, managementPort, properties).awaitStart();
    }

    /** Starts the sample's own jar with four workers, and does not wait. */
    static SampleProcess launch(PrivateVpp vpp, Path directory, int managementPort, String... properties) {
        return launch(vpp, directory, managementPort, List.of("-jar", jar().toString()), properties);
    }

    /** Starts a test's own class in the sample's place, and does not wait. */
    static SampleProcess launch(
            Class<?> mainClass, PrivateVpp vpp, Path directory, int managementPort, String... properties) {
        List<String> main = List.of("-cp", System.getProperty("java.class.path"), mainClass.getName());
        // a shell's background jobs ignore SIGINT, and what they start does, too
        return launch(List.of("env", "--default-signal=INT"), vpp, directory, managementPort, main, properties);
    }

    /** Starts the sample's own jar by another command, such as {@code setpriv} or {@code env}, and does not wait. */
    static SampleProcess launchBy(
            List<String> command, PrivateVpp vpp, Path directory, int managementPort, String... properties) {
        return launch(command, vpp, directory, managementPort, List.of("-jar", jar().toString()), properties);
    }

    private static SampleProcess launch(
            PrivateVpp vpp, Path directory, int managementPort, List<String> main, String... properties) {
        return launch(List.of(), vpp, directory, managementPort, main, properties);
    }

    private static SampleProcess launch(
            List<String> prefix,
            PrivateVpp vpp,
            Path directory,
            int managementPort,
            List<String> main,
            String... properties) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(java(main));
        command.addAll(List.of(
                "--spring.profiles.active=vpp",
                "--vcl.app-socket-api=" + vpp.appSocket(),
                "--vcl.worker.count=" + WORKERS));
        command.addAll(List.of(properties));
        return launch(command, directory, managementPort);
    }

    /** A JVM with what to run. It starts in two thirds of the time without its second compiler; {@code -Dsample.c2=true} for long runs. */
    public static List<String> java(List<String> main) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED"));
        if (!Boolean.getBoolean("sample.c2")) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(main);
        return command;
    }

    /** Starts a command, with the management server on the kernel, and does not wait. */
    public static SampleProcess launch(List<String> command, Path directory, int managementPort) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--management.server.address=127.0.0.1", "--management.server.port=" + managementPort));
        try {
            Path log = Files.createTempFile(directory, "sample", ".log");
            Process process = new ProcessBuilder(whole)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new SampleProcess(process, directory, log, managementPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path jar() {
        return jar(Path.of("target"), "sample-app");
    }

    /** The executable jar of a module. */
    public static Path jar(Path directory, String module) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(module + "-[^-]*(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("The jar of " + module + " is not built: run 'mvn verify'"))
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it serves. */
    public SampleProcess awaitStart() {
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> !isAlive() || log().contains("Started "));
            if (!isAlive()) {
                throw new IllegalStateException("The sample ended at start:\n" + log());
            }
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    void say(String line) {
        try {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its management server answers, or a text that says why there is no answer. */
    public String management(String path) {
        return get("http://127.0.0.1:" + managementPort + path);
    }

    /** What a server answers over the kernel, or a text that says why there is no answer. */
    public String get(String url) {
        try {
            return Answer.get(url, Duration.ofSeconds(30)).body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Connections accepted by all workers, as the metrics tell. */
    long accepted() {
        return ACCEPTED.matcher(awaitAnswer("/actuator/metrics/vcl.sessions.accepted", "\"value\""))
                .results()
                .mapToLong(result -> (long) Double.parseDouble(result.group(1)))
                .findFirst()
                .orElseThrow();
    }

    /** Sessions of all workers, as health tells. */
    int sessions() {
        return SESSIONS.matcher(awaitAnswer("/actuator/health", "\"workers\""))
                .results()
                .map(result -> result.group(1))
                .mapToInt(Integer::parseInt)
                .sum();
    }

    /** An answer that is missing once is not a figure. */
    private String awaitAnswer(String path, String mark) {
        return await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofMinutes(1))
                .until(() -> management(path), answer -> answer.contains(mark));
    }

    /** Open descriptors. */
    int descriptors() {
        try (Stream<Path> descriptors = Files.list(proc("fd"))) {
            return (int) descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resident memory, in KiB. */
    long resident() {
        try {
            return Pattern.compile("VmRSS:\\s+(\\d+) kB")
                    .matcher(Files.readString(proc("status")))
                    .results()
                    .map((MatchResult result) -> Long.parseLong(result.group(1)))
                    .findFirst()
                    .orElse(0L);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processor time of the event loops so far. */
    Duration loopsCpu() {
        long ticks = 0;
        try (Stream<Path> threads = Files.list(proc("task"))) {
            for (Path thread : threads.toList()) {
                String stat = stat(thread);
                // the kernel knows the first 15 characters of a thread's name
                if (stat.contains("(reactor-http-vc)")) {
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                }
            }
            return Duration.ofSeconds(1).multipliedBy(ticks).dividedBy(TICKS_PER_SECOND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty of a thread that has just ended. */
    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            return "";
        }
    }

    private Path proc(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    /** Whether the JVM left the file that it writes when native code crashes it. */
    public boolean crashed() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("hs_err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM and returns the exit status. */
    public int terminate() {
        signal("TERM");
        return awaitExit();
    }

    void signal(String name) {
        Signals.send(process.pid(), name);
    }

    /** Waits for its end and returns the exit status. */
    int awaitExit() {
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The sample does not end:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        // in order, where it still can: VPP 26.06 may crash on replies of an application that was killed
        process.destroy();
        process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionallyCompose(e -> process.destroyForcibly().onExit())
                .join();
    }
}
