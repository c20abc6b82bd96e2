/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.CommandResult;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The sample as its users run it, on a real VPP; the clients are curl and wrk, over the kernel, in a namespace. */
@VppTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleOnVppIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int MANAGEMENT_PORT = 19080;
    private static final int LARGE = 100_000_000;

    /** Seconds of load; short in every build. */
    private static final int SECONDS = Integer.getInteger("vpp.load.seconds", 5);

    @TempDir
    private static Path directory;

    private SampleProcess sample;

    @BeforeEach
    void startOnce(PrivateVpp vpp) {
        if (sample == null) {
            sample = SampleProcess.start(
                    vpp, directory, MANAGEMENT_PORT, "--sample.upstream.allowed=" + vpp.kernelAddress() + ":8000");
        }
    }

    @AfterAll
    void stop() {
        if (sample != null) {
            sample.close();
        }
    }

    @Test
    void saysWhichTransportServes() {
        assertThat(sample.log())
                .contains("Reactor Netty serves over VPP (libvppcom ")
                .contains("4 workers");
    }

    @Test
    void answersAtEveryEndpoint(PrivateVpp vpp) {
        assertThat(curl(vpp, "/api/greeting?name=VPP").stdout()).contains("Hello, VPP!", "reactor-http-vcl-");
        assertThat(curl(vpp, "/").stdout()).contains("<title>VCL sample</title>");
        assertThat(curl(vpp, "/api/echo", "--data-binary", "as it came").stdout())
                .isEqualTo("as it came");
        assertThat(curl(vpp, "/api/download?bytes=-1").stdout()).contains("bytes must be 0 to");
        awaitText(vpp, "/api/time", "data:");
        awaitText(
                vpp,
                "/ws/echo",
                "101 Switching Protocols",
                "-v",
                "--http1.1",
                "-H",
                "Connection: Upgrade",
                "-H",
                "Upgrade: websocket",
                "-H",
                "Sec-WebSocket-Version: 13",
                "-H",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
    }

    @Test
    void actuatorStaysOnTheKernelAndShowsTheWorkers() throws IOException {
        try (InputStream health =
                new java.net.URL("http://127.0.0.1:" + MANAGEMENT_PORT + "/actuator/health").openStream()) {
            assertThat(new String(health.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("\"transport\":\"vpp\"", "\"state\":\"ATTACHED\"", "\"index\":3");
        }
    }

    @Test
    void servesLoadWithoutAnErrorOnEveryWorker(PrivateVpp vpp) {
        try (Wrk wrk = Wrk.start(vpp, 2, 64)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(vpp.sessions().countByWorker(SampleProcess.PORT))
                            .hasSize(4)
                            .allSatisfy((worker, connections) ->
                                    assertThat(connections).isBetween(8, 32)));
            assertThat(vpp.sessions().workersListening(SampleProcess.PORT)).hasSize(4);
            Awaitility.await()
                    .pollDelay(Duration.ofSeconds(SECONDS))
                    .atMost(Duration.ofSeconds(SECONDS + 5L))
                    .until(wrk::isAlive);
            String report = wrk.stop();
            System.out.println(report);
            assertThat(report).contains("Requests/sec").doesNotContain("Socket errors", "Non-2xx");
        }
    }

    @Test
    void largeBodiesArriveBitForBit(PrivateVpp vpp) throws IOException {
        Path upload = directory.resolve("upload");
        byte[] random = new byte[LARGE];
        new Random(42).nextBytes(random);
        Files.write(upload, random);
        Path echoed = directory.resolve("echoed");
        curl(vpp, "/api/echo", "--data-binary", "@" + upload, "-o", echoed.toString());
        assertThat(sha256(echoed)).isEqualTo(sha256(upload));

        Path expected = directory.resolve("expected");
        try (OutputStream out = Files.newOutputStream(expected)) {
            byte[] pattern = new byte[LARGE];
            for (int i = 0; i < LARGE; i++) {
                pattern[i] = (byte) (i % 251);
            }
            out.write(pattern);
        }
        Path downloaded = directory.resolve("downloaded");
        curl(vpp, "/api/download?bytes=" + LARGE, "-o", downloaded.toString());
        assertThat(sha256(downloaded)).isEqualTo(sha256(expected));
    }

    @Test
    void callsAServerOfTheKernelInTheNamespace(PrivateVpp vpp) throws IOException {
        Path site = Files.createDirectories(directory.resolve("site"));
        Files.writeString(site.resolve("answer"), "42");
        try (Program server =
                vpp.namespace().start("python3", "-m", "http.server", "--directory", site.toString(), "8000")) {
            String upstream = "http://" + vpp.kernelAddress() + ":8000/answer";
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    curl(vpp, "/api/upstream?url=" + upstream).stdout())
                            .contains("\"status\":200", "\"body\":\"42\""));
            assertThat(server.isAlive()).isTrue();
        }
    }

    private static CommandResult curl(PrivateVpp vpp, String path, String... options) {
        return vpp.namespace().run(TIMEOUT, command(vpp, path, options));
    }

    /** Of an answer that does not end by itself. */
    private static void awaitText(PrivateVpp vpp, String path, String text, String... options) {
        try (Program curl = vpp.namespace().start(command(vpp, path, options))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(curl.stdout() + curl.stderr()).contains(text));
        }
    }

    private static String[] command(PrivateVpp vpp, String path, String... options) {
        String[] command = new String[options.length + 3];
        command[0] = "curl";
        command[1] = "-sN";
        command[2] = url(vpp, path);
        System.arraycopy(options, 0, command, 3, options.length);
        return command;
    }

    private static String url(PrivateVpp vpp, String path) {
        return "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + path;
    }

    private static String sha256(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
