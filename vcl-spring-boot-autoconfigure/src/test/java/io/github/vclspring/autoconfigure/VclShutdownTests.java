/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By whatever road the JVM ends: requests in flight are answered first, the application is destroyed, the status is kept. */
@Timeout(120)
class VclShutdownTests {

    private static final int SIGTERM = 128 + 15;

    private Process process;
    private BufferedReader output;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loops=ours", "loops=own", "loops=own-in-own-factory"})
    void terminatedJvmAnswersRequestsInFlightFirst(String loops) throws Exception {
        start(loops);
        int port = Integer.parseInt(await("port=").substring("port=".length()));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/slow"))
                .timeout(Duration.ofSeconds(30))
                .build();
        CompletableFuture<HttpResponse<String>> slow =
                HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
        await("arrived");
        terminate();
        assertThat(slow.get(30, TimeUnit.SECONDS).body()).isEqualTo("served");
        await("state=CLOSED");
        assertThat(process.waitFor()).isEqualTo(SIGTERM);
    }

    @Test
    void terminatedJvmDestroysTheApplicationWithoutSpringsHook() throws Exception {
        start("no-hook");
        await("port=");
        terminate();
        await("state=CLOSED");
        assertThat(process.waitFor()).isEqualTo(SIGTERM);
    }

    @Test
    void exitKeepsItsStatus() throws Exception {
        start("exit");
        await("state=CLOSED");
        assertThat(process.waitFor()).isEqualTo(42);
    }

    @Test
    void exitKeepsItsStatusWithoutSpringsHook() throws Exception {
        start("exit", "no-hook");
        await("state=CLOSED");
        assertThat(process.waitFor()).isEqualTo(42);
    }

    private void start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ExitApplication.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = process.inputReader();
    }

    /** {@link Process#destroy} would close the streams. */
    private void terminate() {
        assertThat(process.toHandle().destroy()).isTrue();
    }

    /** Reads up to the line that begins so. */
    private String await(String beginning) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line; (line = output.readLine()) != null; ) {
            if (line.startsWith(beginning)) {
                return line;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("ended without '" + beginning + "':\n" + before);
    }
}
