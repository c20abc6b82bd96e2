/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Starts programs with everything in front of their command line that gets them to the right place: into a network namespace, over VCL.
 *
 * <p>The environment is given by {@code env} in that prefix: given to the process builder it would also be {@code ip}'s, and the preloaded library
 * would take {@code ip}'s sockets for itself.
 */
public final class Launcher {

    private final Path directory;
    private final List<String> prefix;
    private final Queue<Program> started;

    Launcher(Path directory, List<String> prefix) {
        this(directory, prefix, new ConcurrentLinkedQueue<>());
    }

    private Launcher(Path directory, List<String> prefix, Queue<Program> started) {
        this.directory = directory;
        this.prefix = List.copyOf(prefix);
        this.started = started;
    }

    /**
     * Adds environment variables.
     *
     * @param variables each as {@code NAME=value}
     * @return a launcher that sets them
     */
    public Launcher with(String... variables) {
        List<String> longer = new ArrayList<>(prefix);
        longer.add("env");
        longer.addAll(List.of(variables));
        return new Launcher(directory, longer, started);
    }

    /**
     * Makes a process builder for a command, for the cases that {@link #start} does not serve. What it starts in the namespace is killed when the VPP is
     * closed.
     *
     * @param command the command; where its program is missing, the test is skipped
     * @return a builder
     */
    public ProcessBuilder builder(String... command) {
        Programs.require(command[0]);
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole);
    }

    /**
     * Starts a command and lets it run. It is killed when the VPP is closed, if not before.
     *
     * @param command the command
     * @return the running program
     */
    public Program start(String... command) {
        Program program = Program.start(builder(command), directory);
        started.add(program);
        return program;
    }

    /**
     * Runs a command to its end.
     *
     * @param timeout how long it may take
     * @param command the command
     * @return how it ended
     * @throws IllegalStateException where it took longer
     */
    public CommandResult run(Duration timeout, String... command) {
        return start(command).await(timeout);
    }

    void killAll() {
        for (Program program = started.poll(); program != null; program = started.poll()) {
            program.close();
        }
    }
}
