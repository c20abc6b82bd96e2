/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Puts load on one setup, and takes the figures of a span in the middle of it. */
final class Measurement {

    private static final double IDLE_SECONDS = 5;

    private static final double AFTER_SECONDS = 0.5;

    private static final int FEW = 10;

    /** For clients that end by themselves. */
    private static final int END_SECONDS = 20;

    private static final double RISE = 0.05;
    private static final int STEADY_SECONDS = 3;

    private final Setup setup;
    private final Lab lab;
    private final List<ServerProcess> servers;
    private final Cores cores;
    private final Path directory;
    private double lastRate;
    private String lastWords = "";

    Measurement(Setup setup, Lab lab, List<ServerProcess> servers, Cores cores, Path directory) {
        this.setup = setup;
        this.lab = lab;
        this.servers = servers;
        this.cores = cores;
        this.directory = directory;
    }

    /**
     * Until the rate has not risen for three seconds, or to the end where that says nothing; at last it is given up. On all cores: on the one that it is measured
     * on, a server would compete with its JIT compilers for minutes.
     *
     * @param most seconds, at most
     */
    void warmUp(Load load, int most) {
        if (!load.isH2load()) {
            return; // each client has to warm up itself, and the server does with it
        }
        // another load's rate says nothing about this one's
        lastRate = 0;
        moveServers(cores.all());
        List<Double> rates = new ArrayList<>();
        for (int second = 0; second < most && (setup.server().isSlowToWarmUp() || !isSteady(rates)); second++) {
            double rate = measure(load, 1).get(Metric.RATE).orElse(0);
            // a number of new connections that was too small says nothing
            if (rate > 0 || !load.isNewConnections()) {
                rates.add(rate);
            }
        }
        moveServers(cores.of(setup.server(), setup.loops()));
    }

    private void moveServers(String to) {
        servers.forEach(server -> Cores.move(server.pid(), to));
    }

    /** What the client said at last: of use where it completed nothing. */
    String lastWords() {
        return lastWords;
    }

    /** Whether the last seconds were not faster than those before. On a machine with noise no two seconds are equal. */
    static boolean isSteady(List<Double> rates) {
        int first = rates.size() - STEADY_SECONDS;
        return first >= 1
                && Collections.max(rates.subList(first, rates.size()))
                        <= (1 + RISE) * Collections.max(rates.subList(0, first));
    }

    Sample measure(Load load, double seconds) {
        if (load.isNone()) {
            Snapshot from = Snapshot.take(this, List.of());
            sleep(IDLE_SECONDS);
            return new Sample(Snapshot.take(this, List.of()).cores(from));
        }
        if (load.isHold()) {
            // a client with hardly a connection has the rest of the memory, too
            long few = availableMemory(load.withConnections(FEW));
            long many = availableMemory(load);
            return new Sample(Map.of(Metric.MEMORY, (double) (few - many) / (load.connections() - FEW)));
        }
        try (Client client = Client.start(this, load, seconds + load.settleSeconds() + AFTER_SECONDS)) {
            sleep(load.settleSeconds());
            if (!load.isH2load()) {
                moveServers(cores.of(setup.server(), setup.loops()));
                Cores.move(client.pid(), cores.client());
                sleep(1);
            }
            Snapshot from = Snapshot.take(this, List.of(client.pid()));
            sleep(seconds);
            Snapshot to = Snapshot.take(this, List.of(client.pid()));
            RequestLog requests = client.finish(from.micros(), to.micros());
            Sample sample = new Sample(figures(load, requests, from, to));
            double rate = sample.get(Metric.RATE).orElse(0);
            // a number of requests that was done before the span began was too small
            lastRate = rate > 0 || !load.isNewConnections() ? rate : 2 * Math.max(lastRate, Load.LEAST_RATE);
            lastWords = client.lastWords();
            return sample;
        }
    }

    private long availableMemory(Load load) {
        try (Client client = Client.start(this, load, 0)) {
            sleep(1);
            long available = Processes.availableMemory();
            client.end();
            return available;
        }
    }

    /** In a run of its own, because counting costs time; empty where it cannot be done. */
    OptionalDouble systemCalls(Load load) {
        try (Client client = Client.start(this, load, 1 + load.settleSeconds() + AFTER_SECONDS)) {
            sleep(load.settleSeconds());
            long from = now();
            OptionalDouble perSecond = SystemCalls.perSecond(servers);
            long to = now();
            double rate = client.finish(from, to).count() * 1e6 / (to - from);
            return perSecond.isEmpty() || rate == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(perSecond.getAsDouble() / rate);
        }
    }

    private static Map<Metric, Double> figures(Load load, RequestLog requests, Snapshot from, Snapshot to) {
        Map<Metric, Double> figures = to.cores(from);
        int count = requests.count();
        // a number of requests may be done before the span is over
        double seconds = load.isNewConnections() ? (requests.lastEnd() - from.micros()) / 1e6 : to.secondsSince(from);
        double rate = count == 0 ? 0 : count / seconds;
        figures.put(Metric.RATE, rate);
        figures.put(Metric.ERRORS, (double) requests.errors());
        if (load.bodyBytes() > 0) {
            figures.put(Metric.BYTES_PER_SECOND, rate * load.bodyBytes());
        }
        if (count > 0) {
            figures.put(Metric.MEAN, requests.mean());
            figures.put(Metric.P50, requests.percentile(0.5));
            figures.put(Metric.P99, requests.percentile(0.99));
            figures.put(Metric.P999, requests.percentile(0.999));
            to.perRequest(from, count, figures);
        }
        return figures;
    }

    private static void sleep(double seconds) {
        try {
            TimeUnit.MICROSECONDS.sleep((long) (1e6 * seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** The counters at one moment. */
    private record Snapshot(
            long micros,
            Map<Path, Long> server,
            Map<Path, Long> client,
            Map<Path, Long> vpp,
            double busySeconds,
            long allocated) {

        static Snapshot take(Measurement of, List<Long> clients) {
            long allocated =
                    of.servers.stream().mapToLong(ServerProcess::allocated).sum();
            return new Snapshot(
                    now(),
                    Processes.cpuNanos(
                            of.servers.stream().map(ServerProcess::pid).toList()),
                    Processes.cpuNanos(clients),
                    Processes.cpuNanos(of.lab.vpps()),
                    Processes.busySeconds(),
                    allocated);
        }

        double secondsSince(Snapshot from) {
            return (micros - from.micros) / 1e6;
        }

        Map<Metric, Double> cores(Snapshot from) {
            Map<Metric, Double> figures = new EnumMap<>(Metric.class);
            double nanos = 1e9 * secondsSince(from);
            double server = Processes.cpuNanos(from.server, this.server) / nanos;
            double client = Processes.cpuNanos(from.client, this.client) / nanos;
            double vpp = Processes.cpuNanos(from.vpp, this.vpp) / nanos;
            double busy = (busySeconds - from.busySeconds) / secondsSince(from);
            figures.put(Metric.SERVER_CORES, server);
            if (!this.vpp.isEmpty()) {
                figures.put(Metric.VPP_CORES, vpp);
            }
            figures.put(Metric.OTHER_CORES, Math.max(0, busy - server - client - vpp));
            return figures;
        }

        void perRequest(Snapshot from, int count, Map<Metric, Double> figures) {
            figures.put(Metric.SERVER_CPU, Processes.cpuNanos(from.server, server) / 1e3 / count);
            figures.put(Metric.CLIENT_CPU, Processes.cpuNanos(from.client, client) / 1e3 / count);
            if (!vpp.isEmpty()) {
                figures.put(Metric.VPP_CPU, Processes.cpuNanos(from.vpp, vpp) / 1e3 / count);
            }
            figures.put(Metric.ALLOCATED, (double) (allocated - from.allocated) / count);
        }
    }

    /** A running client and its log. */
    private record Client(Process process, Path log, Path output, Lab lab, int listeners) implements AutoCloseable {

        static Client start(Measurement of, Load load, double seconds) {
            try {
                Path log = Files.createTempFile(of.directory, "requests", ".log");
                Path output = Files.createTempFile(of.directory, "client", ".out");
                List<String> command = new ArrayList<>(Cores.pin(load.isH2load() ? of.cores.client() : of.cores.all()));
                command.addAll(
                        load.isH2load()
                                ? load.h2load(
                                        of.setup.front(of.lab),
                                        of.setup.server().isTls(),
                                        seconds,
                                        of.lastRate,
                                        log.toString(),
                                        uploadFile(of.directory, load))
                                : of.setup.client(of.lab, load, log.toString()));
                Process process = new ProcessBuilder(of.lab.client(of.setup.transport(), !load.isH2load(), command))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                Client client = new Client(process, log, output, of.lab, of.setup.listeners());
                if (!load.isH2load()) {
                    client.awaitReady();
                }
                return client;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String uploadFile(Path directory, Load load) throws IOException {
            Path file = directory.resolve("upload");
            if (load.isUpload() && !Files.exists(file)) {
                Files.write(file, new byte[Math.toIntExact(load.bodyBytes())]);
            }
            return file.toString();
        }

        private void awaitReady() throws IOException {
            while (process.isAlive() && !Files.readString(output).contains("ready")) {
                sleep(0.05);
            }
        }

        long pid() {
            return process.pid();
        }

        /** Waits for the end, and counts what ended between two times. */
        RequestLog finish(long from, long to) {
            end();
            RequestLog requests = RequestLog.read(log, from, to);
            // a million lines
            log.toFile().delete();
            return requests;
        }

        void end() {
            try {
                // by which a program ends
                process.getOutputStream().close();
                process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            } catch (IOException e) {
                // it has ended
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            close();
            lab.awaitClosed(listeners);
        }

        private String lastWords() {
            try {
                List<String> lines = Files.readString(output).strip().lines().toList();
                return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
            } catch (IOException e) {
                return e.toString();
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
