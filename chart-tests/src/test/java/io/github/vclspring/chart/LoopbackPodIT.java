/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode loopback, with the sample application, its ConfigMap and its environment. */
class LoopbackPodIT {

    /** Below the ports that the kernel gives to whoever connects or asks for any. */
    static final int PORT = 19090;

    static final int MANAGEMENT_PORT = 19091;

    @TempDir
    private Path directory;

    private Manifests manifests() {
        return Manifests.of(new Helm3()
                .template(
                        "{mode: loopback, server: {port: %d}, management: {port: %d}, drainSeconds: 2, jvm: {options: [-XX:TieredStopAtLevel=1]}}"
                                .formatted(PORT, MANAGEMENT_PORT)));
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
                return status(MANAGEMENT_PORT, "/actuator/health/readiness") == 200;
            });
            assertThat(status(MANAGEMENT_PORT, "/actuator/health/liveness")).isEqualTo(200);
            assertThat(status(PORT, "/api/greeting")).isEqualTo(200);
            assertThat(status(PORT, "/actuator/health")).isEqualTo(404);
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
}
