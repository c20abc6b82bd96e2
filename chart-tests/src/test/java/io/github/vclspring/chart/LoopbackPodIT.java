/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode loopback, with the sample application. */
class LoopbackPodIT {

    @TempDir
    private Path directory;

    private final int port = freePort();
    private final int managementPort = freePort();

    private Manifests manifests() {
        return Manifests.of(new Helm3()
                .template(
                        "{mode: loopback, server: {port: %d}, management: {port: %d}, drainSeconds: 2, jvm: {options: [-XX:TieredStopAtLevel=1]}}"
                                .formatted(port, managementPort)));
    }

    @Test
    void theApplicationBootsWithExactlyTheRenderedConfigurationAndEnvironment() throws Exception {
        Manifests manifests = manifests();
        Path config = Files.createDirectory(directory.resolve("config"));
        Files.writeString(config.resolve("application.yml"), manifests.data("application.yml"));
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-jar",
                Image.jar().toString());
        Path log = directory.resolve("log");
        builder.directory(directory.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        JsonObject container = Chart.at(manifests.one("Deployment"), "spec.template.spec.containers.0")
                .getAsJsonObject();
        container.getAsJsonArray("env").forEach(variable -> {
            String value = Chart.at(variable, "value").getAsString();
            builder.environment()
                    .put(
                            Chart.at(variable, "name").getAsString(),
                            value.replace("file:/etc/vcl-webflux-app/", "file:" + config + "/"));
        });
        Process process = builder.start();
        try {
            Awaitility.await("readiness").atMost(Duration.ofSeconds(60)).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Chart.read(log));
                }
                return status(managementPort, "/actuator/health/readiness") == 200;
            });
            assertThat(status(managementPort, "/actuator/health/liveness")).isEqualTo(200);
            assertThat(status(port, "/api/greeting")).isEqualTo(200);
            assertThat(status(port, "/actuator/health")).isEqualTo(404);
        } finally {
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(143);
    }

    private static int status(int port, String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image, with nothing but what the pod gives it. */
    @NeedsRoot
    static class OfTheImage {

        @TempDir
        private Path directory;

        @Test
        void runsAsAnotherUserOnAReadOnlyTree() throws IOException {
            int port = freePort();
            int managementPort = freePort();
            open(directory);
            Manifests manifests = Manifests.of(new Helm3()
                    .template(
                            "{mode: loopback, server: {port: %d}, management: {port: %d}, drainSeconds: 2, jvm: {options: [-XX:TieredStopAtLevel=1]}}"
                                    .formatted(port, managementPort)));
            Dockerfile.Stage image = Image.plain(Files.createDirectory(directory.resolve("image")));
            assertThat(image.user).isEqualTo("10001:10001");
            assertThat(image.base).contains("-jre-");
            List<String> layers = new ArrayList<>();
            try (var files = Files.list(image.root.resolve("app"))) {
                files.forEach(file -> layers.add(file.getFileName().toString()));
            }
            assertThat(layers).containsExactlyInAnyOrder("application.jar", "lib");
            try (Pod pod = new Pod(directory, manifests, image, Optional.empty(), Map.of(), ProcessBuilder::new)) {
                String health =
                        pod.await("curl", "-sf", "http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
                assertThat(health).contains("\"status\":\"UP\"");
                assertThat(pod.await("curl", "-sf", "http://127.0.0.1:" + port + "/api/greeting"))
                        .isNotEmpty();
                requireUnprivileged(pod);
                assertThat(pod.terminate()).as(pod.log()).isEqualTo(143);
            }
        }
    }

    /** Neither root nor any capability, and nowhere to write but its volumes. */
    static void requireUnprivileged(Pod pod) throws IOException {
        assertThat(pod.status("Uid")).isEqualTo("10001\t10001\t10001\t10001");
        assertThat(pod.status("Gid")).isEqualTo("10001\t10001\t10001\t10001");
        for (String set : List.of("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")) {
            assertThat(pod.status(set)).as(set).isEqualTo("0000000000000000");
        }
        assertThat(pod.status("NoNewPrivs")).isEqualTo("1");
        Chart.read(Path.of("/proc/" + pod.pid() + "/mountinfo"))
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> List.of("/", "/usr", "/app", "/etc/vcl-webflux-app", "/opt/vpp/lib")
                        .contains(fields[4]))
                .forEach(fields -> assertThat(fields[5]).as(fields[4]).startsWith("ro"));
    }

    /** JUnit's directories are their owner's only. */
    static void open(Path directory) throws IOException {
        for (Path at = directory;
                at != null && at.startsWith(System.getProperty("java.io.tmpdir"));
                at = at.getParent()) {
            if (!at.toString().equals(System.getProperty("java.io.tmpdir"))) {
                Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
