/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.VppSessions.App;
import io.github.vclspring.vpptest.VppSessions.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@VppTest
class VclProgramsTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Opens as many connections as the third argument says, says so, and holds them. */
    private static final String HOLD = """
            for fd in $(seq 10 $((9 + $3))); do eval "exec $fd<>/dev/tcp/$1/$2"; done; echo open; exec sleep 600
            """;

    @Test
    void aPreloadedServerServesThePreloadedClientByCutThroughAndTheKernelByTheWire(
            PrivateVpp vpp, @TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("greeting"), "hello");
        String[] command = {
            python(vpp), "-m", "http.server", "--directory", directory.toString(), "--bind", "0.0.0.0", "8080"
        };
        try (Program server = vpp.ldp().start(command)) {
            await().atMost(TIMEOUT).until(() -> vpp.sessions().workersListening(8080), workers -> !workers.isEmpty());
            assertThat(vpp.ldp()
                            .run(TIMEOUT, curl(vpp.loopbackAddress()))
                            .orThrow()
                            .stdout())
                    .isEqualTo("hello");
            assertThat(vpp.namespace()
                            .run(TIMEOUT, curl(vpp.vppAddress()))
                            .orThrow()
                            .stdout())
                    .isEqualTo("hello");
            assertThat(vpp.namespace()
                            .run(TIMEOUT, curl(vpp.loopbackAddress()))
                            .orThrow()
                            .stdout())
                    .isEqualTo("hello");
            assertThat(server.stderr()).contains("GET /greeting");
        }
    }

    @Test
    void aPreloadedClientReachesAServerOfTheKernel(PrivateVpp vpp, @TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("greeting"), "hello");
        String[] command = {python(vpp), "-m", "http.server", "--directory", directory.toString(), "8080"};
        try (Program server = vpp.namespace().start(command)) {
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(vpp.ldp()
                                    .run(TIMEOUT, curl(vpp.kernelAddress()))
                                    .stdout())
                            .isEqualTo("hello"));
            assertThat(server.stderr()).contains(vpp.vppAddress());
        }
    }

    @Test
    void programsThatKnowVclNeedNoPreloading(PrivateVpp vpp) {
        try (Program server = testServer(vpp, 1)) {
            await().atMost(TIMEOUT).until(() -> vpp.sessions().workersListening(22000), workers -> !workers.isEmpty());
            String client = vpp.home().vpp().resolveSibling("vcl_test_client").toString();
            CommandResult result =
                    vpp.vcl().run(TIMEOUT, client, "-U", "-X", "-N", "100", vpp.loopbackAddress(), "22000");
            assertThat(result.orThrow().stdout()).contains("819200");
            assertThat(server.await(TIMEOUT).stdout()).contains("Streamed 819200 bytes");
        }
    }

    @Test
    void openConnectionsAreCountedByWorker(PrivateVpp vpp) {
        try (Program server = testServer(vpp, 3)) {
            // Its workers listen one port higher.
            await().atMost(TIMEOUT)
                    .untilAsserted(() ->
                            assertThat(vpp.sessions().workersListening(22001)).containsExactly(0, 1, 2));
            assertThat(vpp.sessions().apps()).extracting(App::name).contains("vcl_test_server");
            assertThat(vpp.sessions().countByWorker(22001).values()).containsExactly(0, 0, 0);

            try (Program client = hold(vpp, 60)) {
                VppSessions sessions = vpp.sessions();
                // In turn, whatever load a worker has.
                assertThat(sessions.countByWorker(22001).values()).containsExactly(20, 20, 20);
                assertThat(sessions.connections(22001)).hasSize(60).allSatisfy(session -> {
                    assertThat(session.remoteAddress()).isEqualTo(vpp.kernelAddress());
                    assertThat(session.transportState()).isEqualTo("ESTABLISHED");
                    assertThat(session.cutThrough()).isFalse();
                });
                // That server accepts nothing before its test is configured.
                assertThat(sessions.connections(22001))
                        .extracting(Session::state)
                        .containsOnly("accepting");
                assertThat(client.isAlive()).isTrue();
            }
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void aProgramThatTakesTooLongIsKilled(PrivateVpp vpp) {
        assertThatThrownBy(() ->
                        vpp.namespace().run(Duration.ofSeconds(3), "sh", "-c", "echo begun; sleep 604.25; echo done"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("took longer")
                .hasMessageContaining("begun");
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(process -> process.info().commandLine().orElse("").contains("604.25"));
    }

    private static Program hold(PrivateVpp vpp, int connections) {
        Program client = vpp.namespace()
                .start("bash", "-c", HOLD, "hold", vpp.vppAddress(), "22001", Integer.toString(connections));
        await().atMost(TIMEOUT).until(() -> client.stdout().contains("open"));
        return client;
    }

    private static Program testServer(PrivateVpp vpp, int workers) {
        Path server = vpp.home().vpp().resolveSibling("vcl_test_server");
        assumeThat(server).as("VPP's test programs").exists();
        return vpp.vcl().start(server.toString(), "-w", Integer.toString(workers), "22000");
    }

    private static String[] curl(String address) {
        return new String[] {"curl", "-sS", "-m", "5", "http://" + address + ":8080/greeting"};
    }

    /** The interpreter itself, for nothing is to be preloaded into a script that looks for it. */
    private static String python(PrivateVpp vpp) {
        CommandResult result = vpp.namespace().run(TIMEOUT, "python3", "-c", "import sys; print(sys.executable)");
        return result.orThrow().stdout().strip();
    }
}
