/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start while VPP is absent. */
@VppTest
class SampleStartOnVppIT {

    private static final int MANAGEMENT_PORT = 19083;

    /** Seconds that VPP is absent; short in every build. */
    private static final int ABSENT = Integer.getInteger("vpp.absent.seconds", 3);

    @Test
    void waitsForVppAndThenServes(PrivateVpp vpp, @TempDir Path directory) {
        vpp.kill();
        try (SampleProcess sample = SampleProcess.launch(vpp, directory, MANAGEMENT_PORT, "--vcl.attach.timeout=60s")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> sample.log().contains("Waiting up to 60 s for VPP"));
            await().pollDelay(Duration.ofSeconds(ABSENT))
                    .atMost(Duration.ofSeconds(ABSENT + 5L))
                    .until(sample::isAlive);
            vpp.restart();
            sample.awaitStart();
            await().atMost(Duration.ofSeconds(20)).until(() -> answer(vpp).contains("Hello"));
            System.out.println(sample.log());
            assertThat(sample.terminate()).isEqualTo(143);
        }
    }

    @Test
    void aSigtermEndsTheWaiting(PrivateVpp vpp, @TempDir Path directory) {
        vpp.kill();
        try (SampleProcess sample = SampleProcess.launch(
                vpp, directory, MANAGEMENT_PORT, "--vcl.attach.timeout=600s", "--vcl.attach.on-failure=fallback")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> sample.log().contains("Waiting up to 600 s for VPP"));
            assertThat(sample.terminate()).as(sample.log()).isEqualTo(143);
            assertThat(sample.log()).doesNotContain("KERNEL");
            assertThat(sample.crashed()).isFalse();
        }
    }

    @Test
    void failsAfterTheTimeoutAndSaysWhy(PrivateVpp vpp, @TempDir Path directory) {
        vpp.kill();
        try (SampleProcess sample = SampleProcess.launch(vpp, directory, MANAGEMENT_PORT, "--vcl.attach.timeout=2s")) {
            assertThat(sample.awaitExit()).isEqualTo(1);
            assertThat(sample.log())
                    .contains("APPLICATION FAILED TO START")
                    .contains("Nobody listens on the app socket " + vpp.appSocket())
                    .contains("waited 2 s for it")
                    .contains("set vcl.attach.on-failure: fallback");
            System.out.println(sample.log());
        }
    }

    @Test
    void servesOnTheKernelIfToldSo(PrivateVpp vpp, @TempDir Path directory) {
        vpp.kill();
        try (SampleProcess sample = SampleProcess.start(
                vpp,
                directory,
                MANAGEMENT_PORT,
                "--vcl.attach.on-failure=fallback",
                "--server.address=127.0.0.1",
                "--server.port=18083")) {
            assertThat(sample.log()).contains("Reactor Netty runs over the KERNEL");
            assertThat(sample.management("/actuator/health")).contains("\"state\":\"FALLBACK\"", "\"status\":\"UP\"");
            assertThat(sample.get("http://127.0.0.1:18083/api/greeting")).contains("Hello");
            assertThat(sample.terminate()).isEqualTo(143);
        }
    }

    private static String answer(PrivateVpp vpp) {
        return vpp.namespace()
                .run(
                        Duration.ofSeconds(10),
                        "curl",
                        "-s",
                        "-m",
                        "5",
                        "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + "/api/greeting")
                .stdout();
    }
}
