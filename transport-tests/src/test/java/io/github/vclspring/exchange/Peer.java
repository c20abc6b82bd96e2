/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, seen from the test. */
final class Peer implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration EXIT = Duration.ofSeconds(30);

    private final Process process;
    private final Thread reader;
    private final BlockingQueue<String> results = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    private final List<String> log = new ArrayList<>();
    private volatile boolean idle;
    private volatile boolean stalled;

    private Peer(Process process) {
        this.process = process;
        reader = new Thread(this::read, "peer-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Peer start(ProcessBuilder builder) {
        try {
            return new Peer(builder.redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line; (line = in.readLine()) != null; ) {
                take(line);
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    private void take(String line) {
        switch (line.split(" ", 2)[0]) {
            case "listening", "summary" -> results.add(line);
            case "state", "end" -> states.add(line);
            case "idle" -> idle = true;
            default -> {
                stalled |= line.startsWith("stalled ");
                synchronized (log) {
                    log.add(line);
                }
            }
        }
    }

    /** Sends a command. */
    void send(String line) {
        try {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new IllegalStateException("The program has ended:\n" + log(), e);
        }
    }

    /**
     * Waits for a result.
     *
     * @param word what its line begins with
     * @return the rest of the line, or null if it has not come in time
     */
    String poll(String word, Duration timeout) throws InterruptedException {
        String line = results.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            if (!process.isAlive() && results.isEmpty()) {
                throw new IllegalStateException(
                        "The program has ended with status " + process.exitValue() + ":\n" + log());
            }
            return null;
        }
        if (!line.startsWith(word + " ")) {
            throw new IllegalStateException("'" + word + "' was expected, not: " + line);
        }
        return line.substring(word.length() + 1);
    }

    /** As {@link #poll}, and fails if the result does not come. */
    String await(String word, Duration timeout) throws InterruptedException {
        String rest = poll(word, timeout);
        if (rest == null) {
            throw new IllegalStateException("No '" + word + "' within " + timeout + ":\n" + log());
        }
        return rest;
    }

    /** Whether it has reported a connection without progress since it was last asked. */
    boolean takeIdle() {
        boolean reported = idle;
        idle = false;
        return reported;
    }

    /** Whether one of its event loops does not answer. */
    boolean isStalled() {
        return stalled;
    }

    /** The states of its connections. */
    List<ConnectionState> states() throws InterruptedException {
        send("state");
        List<ConnectionState> answer = new ArrayList<>();
        while (true) {
            String line = states.poll(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new IllegalStateException("No answer to 'state' within " + ANSWER + ":\n" + log());
            }
            if (line.equals("end")) {
                return answer;
            }
            answer.add(ConnectionState.parse(line.substring("state ".length())));
        }
    }

    /** Ends it in order, and returns its exit status. */
    int exit() throws InterruptedException {
        send("exit");
        if (!process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("It does not end:\n" + log());
        }
        reader.join(EXIT.toMillis());
        return process.exitValue();
    }

    /** What else it has printed: failures, and whatever was logged. */
    String log() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(EXIT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(e -> process)
                .join();
    }
}
