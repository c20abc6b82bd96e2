/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppSessions;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counters equal what a client of the kernel has sent and received, and what VPP says. */
@VppTest
class SampleMetricsOnVppIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MANAGEMENT_PORT = 19082;
    private static final int CONNECTIONS = 1000;
    private static final int REQUESTS = 10;

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? (\\S+)$");

    /** Holds all connections open until it is told to go on, and says what it has sent and received. */
    private static final String CLIENT = """
            import os, resource, socket, sys, time
            host, connections, requests, go = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
            resource.setrlimit(resource.RLIMIT_NOFILE, (connections + 100, connections + 100))
            request = (f'GET /api/greeting?name=counting HTTP/1.1\\r\\nHost: {host}\\r\\n\\r\\n').encode()
            sent = received = 0
            sockets = [socket.create_connection((host, 8080), 60) for _ in range(connections)]
            for _ in range(requests):
                for s in sockets:
                    s.sendall(request)
                    sent += len(request)
                    answer = b''
                    while b'\\r\\n\\r\\n' not in answer or len(answer.split(b'\\r\\n\\r\\n', 1)[1]) < int(answer.lower().split(b'content-length: ')[1].split(b'\\r\\n')[0]):
                        part = s.recv(65536)
                        assert part, 'closed early'
                        answer += part
                    assert answer.startswith(b'HTTP/1.1 200')
                    received += len(answer)
            print(f'sent={sent} received={received}', flush=True)
            while not os.path.exists(go):
                time.sleep(.05)
            for s in sockets:
                s.close()
            """;

    @TempDir
    private Path directory;

    @Test
    void countersAreThoseOfTheClientAndOfVpp(PrivateVpp vpp) throws Exception {
        Path script = Files.writeString(directory.resolve("client.py"), CLIENT);
        Path go = directory.resolve("go");
        try (SampleProcess sample = SampleProcess.start(vpp, directory, MANAGEMENT_PORT);
                Program client = vpp.namespace()
                        .start(
                                "python3",
                                script.toString(),
                                vpp.vppAddress(),
                                String.valueOf(CONNECTIONS),
                                String.valueOf(REQUESTS),
                                go.toString())) {
            await().atMost(PATIENCE).until(() -> client.stdout().contains("received=") || !client.isAlive());
            assertThat(client.stderr()).isEmpty();
            long sent = number(client.stdout(), "sent");
            long received = number(client.stdout(), "received");
            System.out.println(client.stdout().strip() + ", log of the sample: "
                    + sample.log().lines().count() + " lines");

            VppSessions sessions = vpp.sessions();
            Map<String, Double> open = scrape();
            report(open);
            assertThat(sessions.connections(SampleProcess.PORT)).hasSize(CONNECTIONS);
            assertThat(sum(open, "vcl_sessions_open")).isEqualTo(CONNECTIONS);
            assertThat(sum(open, "vcl_sessions_accepted_total")).isEqualTo(CONNECTIONS);
            sessions.countByWorker(SampleProcess.PORT).forEach((worker, count) -> {
                assertThat(open.get("vcl_sessions_open{worker=\"" + worker + "\"}"))
                        .isEqualTo(count.doubleValue());
                assertThat(open.get("vcl_sessions_accepted_total{worker=\"" + worker + "\"}"))
                        .isEqualTo(count.doubleValue());
            });
            assertThat(sum(open, "vcl_listeners"))
                    .isEqualTo(sessions.workersListening(SampleProcess.PORT).size());
            assertThat(sum(open, "vcl_data_bytes_total{direction=\"in\"")).isEqualTo((double) sent);
            assertThat(sum(open, "vcl_data_bytes_total{direction=\"out\"")).isEqualTo((double) received);
            assertThat(sum(open, "vcl_data_calls_total{direction=\"in\"")).isEqualTo(CONNECTIONS * REQUESTS);
            assertThat(sum(open, "vcl_segments")).isPositive();

            Files.createFile(go);
            assertThat(client.await(PATIENCE).exitCode()).isZero();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(sum(scrape(), "vcl_sessions_open")).isZero());
            Map<String, Double> closed = scrape();
            assertThat(sum(closed, "vcl_sessions_closed_total{cause=\"peer\"")).isEqualTo(CONNECTIONS);
            assertThat(sum(closed, "vcl_sessions_closed_total")).isEqualTo(CONNECTIONS);
            assertThat(sum(closed, "http_server_requests_seconds_count", "transport=\"vcl\""))
                    .isEqualTo(CONNECTIONS * REQUESTS);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(vpp.sessions().connections(SampleProcess.PORT))
                            .isEmpty());
        }
    }

    private static void report(Map<String, Double> samples) {
        samples.forEach((series, value) -> {
            if (series.matches(
                    "vcl_(sessions_(open|accepted)|data|listeners|segments|worker_(wakeups|drains|events)).*")) {
                System.out.println(series + ' ' + value);
            }
        });
    }

    private static long number(String text, String name) {
        Matcher matcher = Pattern.compile(name + "=(\\d+)").matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static double sum(Map<String, Double> samples, String prefix, String... labels) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().equals(prefix)
                        || sample.getKey().startsWith(prefix.contains("{") ? prefix : prefix + '{'))
                .filter(sample -> java.util.Arrays.stream(labels).allMatch(sample.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Double> scrape() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + MANAGEMENT_PORT + "/actuator/prometheus"))
                .build();
        String text = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        Map<String, Double> samples = new TreeMap<>();
        Matcher matcher = SAMPLE.matcher(text);
        while (matcher.find()) {
            String labels = matcher.group(2) == null ? "" : '{' + matcher.group(2) + '}';
            samples.put(matcher.group(1) + labels, Double.parseDouble(matcher.group(3)));
        }
        return samples;
    }
}
