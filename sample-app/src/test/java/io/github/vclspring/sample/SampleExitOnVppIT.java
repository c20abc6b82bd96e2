/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the sample ends on a real VPP: by itself, with the JVM's own status, and without harm to VPP. */
@VppTest
class SampleExitOnVppIT {

    private static final int MANAGEMENT_PORT = 19081;

    /** By each road; few in every build. */
    private static final int EXITS = Integer.getInteger("vpp.exits", 1);

    private static final int SLOW_REQUESTS = 200;

    @Test
    void sigtermUnderLoadEndsItWithItsOwnStatus(PrivateVpp vpp, @TempDir Path directory) {
        endsUnderLoad(vpp, directory, sample -> sample.signal("TERM"), 143);
    }

    @Test
    void sigintUnderLoadEndsItWithItsOwnStatus(PrivateVpp vpp, @TempDir Path directory) {
        endsUnderLoad(vpp, directory, sample -> sample.signal("INT"), 130);
    }

    @Test
    void exitUnderLoadKeepsItsStatus(PrivateVpp vpp, @TempDir Path directory) {
        endsUnderLoad(vpp, directory, sample -> sample.say("exit 7"), 7);
    }

    @Test
    void anExceptionOutOfMainUnderLoadEndsItWithOne(PrivateVpp vpp, @TempDir Path directory) {
        endsUnderLoad(vpp, directory, sample -> sample.say("go on"), 1, "--trouble.runner=true");
    }

    @Test
    void aContextThatFailsHalfWayEndsItWithOne(PrivateVpp vpp, @TempDir Path directory) {
        for (int i = 0; i < EXITS; i++) {
            try (SampleProcess sample = SampleProcess.launch(
                    TroubleApplication.class, vpp, directory, MANAGEMENT_PORT, "--trouble.bean=true")) {
                assertThat(sample.awaitExit()).as(sample.log()).isEqualTo(1);
                assertThat(sample.log()).contains("the bean fails on purpose, after VclLoopResources");
                requireNoHarm(vpp, sample);
            }
        }
    }

    private static void endsUnderLoad(
            PrivateVpp vpp, Path directory, Consumer<SampleProcess> road, int status, String... properties) {
        for (int i = 0; i < EXITS; i++) {
            try (SampleProcess sample = SampleProcess.launch(
                                    TroubleApplication.class, vpp, directory, MANAGEMENT_PORT, properties)
                            .awaitStart();
                    Wrk wrk = Wrk.start(vpp, 1, 32)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() ->
                                !vpp.sessions().connections(SampleProcess.PORT).isEmpty());
                road.accept(sample);
                assertThat(sample.awaitExit()).as(sample.log()).isEqualTo(status);
                requireNoHarm(vpp, sample);
                assertThat(wrk.isAlive()).as("load until the end").isTrue();
            }
        }
    }

    @Test
    void aGracefulShutdownAnswersTheRequestsInFlight(PrivateVpp vpp, @TempDir Path directory) {
        String url =
                "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + "/slow?seconds=8&n=[1-" + SLOW_REQUESTS + "]";
        try (SampleProcess sample = SampleProcess.launch(TroubleApplication.class, vpp, directory, MANAGEMENT_PORT)
                        .awaitStart();
                Program curl = vpp.namespace()
                        .start(
                                "curl",
                                "-s",
                                "--no-progress-meter",
                                "--parallel",
                                "--parallel-immediate",
                                "--parallel-max",
                                Integer.toString(SLOW_REQUESTS),
                                "-w",
                                "|%{http_code}\n",
                                url)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> sample.log().contains("arrived: " + SLOW_REQUESTS));
            assertThat(sample.terminate()).as(sample.log()).isEqualTo(143);
            String answers = curl.await(Duration.ofSeconds(30)).stdout();
            assertThat(count(answers, "slow and sure")).as(answers).isEqualTo(SLOW_REQUESTS);
            assertThat(count(answers, "|200")).as(answers).isEqualTo(SLOW_REQUESTS);
            requireNoHarm(vpp, sample);
        }
    }

    @Test
    void endsWhileVppHangs(PrivateVpp vpp, @TempDir Path directory) {
        try (SampleProcess sample = SampleProcess.launch(TroubleApplication.class, vpp, directory, MANAGEMENT_PORT)
                .awaitStart()) {
            vpp.pause();
            try {
                assertThat(sample.terminate()).as(sample.log()).isEqualTo(143);
                assertThat(sample.crashed()).isFalse();
            } finally {
                vpp.resume();
            }
            requireNoHarm(vpp, sample);
        }
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    private static void requireNoHarm(PrivateVpp vpp, SampleProcess sample) {
        assertThat(sample.crashed()).as("hs_err file").isFalse();
        assertThat(vpp.isAlive()).as("VPP lives").isTrue();
        assertThat(vpp.cli("show version")).contains("vpp v");
        Awaitility.await().untilAsserted(() -> assertThat(vpp.cli("show app")).doesNotContain("vcl-sample"));
    }
}
