/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that was started, and what it writes. The output goes to files, so that a program which nobody reads does not block.
 */
public final class Program implements AutoCloseable {

    private final Process process;
    private final List<String> command;
    private final Path stdout;
    private final Path stderr;

    private Program(Process process, List<String> command, Path stdout, Path stderr) {
        this.process = process;
        this.command = command;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    static Program start(ProcessBuilder builder, Path directory) {
        try {
            Path stdout = Files.createTempFile(directory, "program", ".out");
            Path stderr = Files.createTempFile(directory, "program", ".err");
            Process process = builder.redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile())
                    .start();
            return new Program(process, List.copyOf(builder.command()), stdout, stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tells the id of the process.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Tells whether it runs.
     *
     * @return whether it has not ended
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Reads what was written to the standard output so far.
     *
     * @return the text
     */
    public String stdout() {
        return read(stdout);
    }

    /**
     * Reads what was written to the standard error so far.
     *
     * @return the text
     */
    public String stderr() {
        return read(stderr);
    }

    /**
     * Waits for the end; a program that takes longer is killed.
     *
     * @param timeout for how long to wait
     * @return how it ended
     * @throws IllegalStateException where it took longer, with all the output
     */
    public CommandResult await(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
                throw new IllegalStateException(command + " took longer than " + timeout + "\n" + stdout() + stderr());
            }
            return new CommandResult(process.exitValue(), stdout(), stderr());
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    /** Kills it, with what it started, if it still runs. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(e -> process)
                .join();
    }

    @Override
    public String toString() {
        return command.toString();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
