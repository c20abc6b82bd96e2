/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program in a JVM of its own, which answers questions and ends with its standard input. */
final class ServerProcess implements AutoCloseable {

    private static final int END_SECONDS = 5;

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    private ServerProcess(Process process) {
        this.process = process;
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts it, and waits until it is ready. */
    static ServerProcess start(List<String> command, Path directory) {
        try {
            Path errors = Files.createTempFile(directory, "server", ".err");
            ServerProcess server = new ServerProcess(
                    new ProcessBuilder(command).redirectError(errors.toFile()).start());
            String line = server.out.readLine();
            if (!"ready".equals(line)) {
                server.close();
                throw new IllegalStateException("A server did not start:\n" + Files.readString(errors));
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    long allocated() {
        return Long.parseLong(ask("allocated"));
    }

    private String ask(String question) {
        try {
            in.write(question);
            in.newLine();
            in.flush();
            @Nullable String answer = out.readLine();
            if (answer == null) {
                throw new IllegalStateException("The server has ended");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // it has ended
        }
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
