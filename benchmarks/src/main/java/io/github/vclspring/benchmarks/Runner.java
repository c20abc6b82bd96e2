/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures all rows of a plan, round by round, and writes down each figure as soon as there is one. */
final class Runner {

    private final Plan plan;
    private final Options options;
    private final Machine machine;
    private final Cores cores;
    private final Path results;
    private final Path scratch;
    private final Progress progress;
    private final Map<Row.Key, Row> rows = new LinkedHashMap<>();
    private final List<AutoCloseable> running = new ArrayList<>();
    private boolean stopped;

    Runner(Plan plan, Options options, Machine machine, Cores cores, Path results, Progress progress) {
        this.plan = plan;
        this.options = options;
        this.machine = machine;
        this.cores = cores;
        this.results = results;
        this.progress = progress;
        plan.rows().forEach(row -> rows.put(row.key(), row));
        try {
            Path memory = Path.of("/dev/shm");
            scratch = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "vclbench")
                    : Files.createTempDirectory("vclbench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int steps(Plan plan, Options options) {
        return plan.rows().size() * options.rounds();
    }

    void run() {
        for (int round = 1; round <= options.rounds(); round++) {
            for (Map.Entry<Plan.LabKey, Map<Setup, List<Plan.Item>>> entry :
                    plan.labs().entrySet()) {
                measure(round, entry.getKey(), entry.getValue());
            }
        }
        stop();
    }

    private void measure(int round, Plan.LabKey key, Map<Setup, List<Plan.Item>> setups) {
        Lab lab = running(Lab.open(key.wire(), key.tuning(), cores));
        for (Map.Entry<Setup, List<Plan.Item>> entry : setups.entrySet()) {
            Started started = new Started(entry.getKey(), lab);
            for (Plan.Item item : entry.getValue()) {
                Sample sample = started.measure(round, item.load());
                if (isWithoutRequests(sample)) {
                    // such as a client that VPP gave memory which it cannot map, as each one after it (Lab.awaitClosed)
                    System.err.println("No request was completed. The row is measured again with a new server. The last"
                            + " output of the client: " + started.measurement.lastWords());
                    started.close();
                    started = new Started(entry.getKey(), lab);
                    sample = started.measure(round, item.load());
                }
                add(round, item.key(), sample);
            }
            started.close();
        }
        close(lab);
    }

    private static boolean isWithoutRequests(Sample sample) {
        return sample.get(Metric.RATE).orElse(1) == 0;
    }

    /** The servers of a setup, which run until all its rows are measured. */
    private final class Started {

        private final Setup setup;
        private final List<ServerProcess> servers;
        private final Measurement measurement;
        private final Set<Object> warm = new HashSet<>();

        Started(Setup setup, Lab lab) {
            this.setup = setup;
            servers = setup.start(lab, scratch);
            servers.forEach(Runner.this::running);
            measurement = new Measurement(setup, lab, servers, cores, scratch);
        }

        Sample measure(int round, Load load) {
            if (!load.isNone() && warm.add(load.code())) {
                measurement.warmUp(load, options.warmUpSeconds(setup.server()));
            }
            Sample sample = measurement.measure(load, options.seconds());
            return round == 1 && !options.isShort() && sample.get(Metric.RATE).isPresent()
                    ? withSystemCalls(sample, measurement, load)
                    : sample;
        }

        void close() {
            servers.forEach(Runner.this::close);
        }
    }

    private static Sample withSystemCalls(Sample sample, Measurement measurement, Load load) {
        Map<Metric, Double> values = new EnumMap<>(sample.values());
        measurement.systemCalls(load).ifPresent(calls -> values.put(Metric.SYSTEM_CALLS, calls));
        return new Sample(values);
    }

    private synchronized void add(int round, Row.Key key, Sample sample) {
        requireNotStopped();
        Row row = rows.get(key);
        if (row == null) {
            throw new IllegalStateException("no row " + key);
        }
        rows.put(key, row.plus(sample));
        results().write(results);
        progress.add(round, row, sample);
    }

    /** What has been measured so far. */
    synchronized Results results() {
        return new Results(
                machine,
                rows.values().stream().filter(row -> !row.rounds().isEmpty()).toList());
    }

    /** Takes everything down. Safe from any thread, and more than once. */
    synchronized void stop() {
        stopped = true;
        for (int i = running.size() - 1; i >= 0; i--) {
            closeNow(running.get(i));
        }
        running.clear();
        try (Stream<Path> files = Files.list(scratch)) {
            files.forEach(file -> file.toFile().delete());
            Files.delete(scratch);
        } catch (IOException e) {
            // gone already
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized <T extends AutoCloseable> T running(T resource) {
        running.add(resource);
        if (stopped) {
            closeNow(resource);
        }
        requireNotStopped();
        return resource;
    }

    private void close(AutoCloseable resource) {
        closeNow(resource);
        synchronized (this) {
            running.remove(resource);
        }
    }

    private void requireNotStopped() {
        if (stopped) {
            throw new IllegalStateException("stopped");
        }
    }

    private static void closeNow(@Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            System.err.println("Cannot take down " + resource + ": " + e);
        }
    }
}
