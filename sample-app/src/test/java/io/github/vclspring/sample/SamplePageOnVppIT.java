/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.NeedsPrograms;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and health while VPP serves, is killed, and comes back. The browser looks on over the kernel. */
@VppTest
@NeedsPrograms({"chromium", "chromedriver"})
class SamplePageOnVppIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MANAGEMENT_PORT = 19081;
    private static final int KERNEL_PORT = 18081;

    @TempDir
    private Path directory;

    @Test
    void showsVppUnderLoadGoneAndBack(PrivateVpp vpp) throws Exception {
        try (SampleProcess sample =
                        SampleProcess.start(vpp, directory, MANAGEMENT_PORT, "--sample.kernel.port=" + KERNEL_PORT);
                Browser browser = Browser.open("http://127.0.0.1:" + KERNEL_PORT + "/")) {
            await().atMost(PATIENCE).until(() -> browser.text("state").equals("ATTACHED"));
            assertThat(browser.text("source"))
                    .contains("VPP 26.06", vpp.appSocket().toString());
            assertThat(health().body()).contains("\"state\":\"ATTACHED\"", "\"listeners\":4");
            assertThat(health().statusCode()).isEqualTo(200);

            try (Program wrk = vpp.namespace()
                    .start("wrk", "-t1", "-c16", "-d300s", "http://" + vpp.vppAddress() + ":8080/api/greeting")) {
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(browser.text("rate-vcl")).matches("[1-9].*");
                    assertThat(browser.text("sessions")).isEqualTo("16");
                });
                await().pollDelay(Duration.ofSeconds(5)).until(wrk::isAlive);
                browser.screenshot("vpp-under-load");
                vpp.kill();
            }
            await().atMost(PATIENCE).until(() -> browser.text("state").equals("DETACHED"));
            browser.screenshot("vpp-killed");
            browser.emulate(360, 740, true);
            browser.screenshot("vpp-killed-narrow-dark");
            browser.emulate(1280, 1000, false);
            assertThat(health().body()).contains("\"state\":\"DETACHED\"");
            assertThat(health().statusCode()).isEqualTo(503);
            assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get("/actuator/vcl/diagnosis").body()).contains("\"result\":\"FAILED\"", "\"remedy\":\"");
            System.out.println(health().body());
            assertThat(sample.log()).contains("Detached from VPP");

            vpp.restart();
            await().atMost(PATIENCE).until(() -> browser.text("state").equals("ATTACHED"));
            await().atMost(PATIENCE).until(() -> browser.text("reattachments").equals("1"));
            await().atMost(PATIENCE).untilAsserted(() -> {
                Answer health = health();
                assertThat(health.statusCode())
                        .as(() -> health.body() + '\n' + sample.log())
                        .isEqualTo(200);
            });
            assertThat(get("/actuator/prometheus").body()).contains("vcl_reattachments_total 1.0");
            System.out.println(health().body());
        }
    }

    private static Answer health() throws IOException {
        return get("/actuator/health");
    }

    private static Answer get(String path) throws IOException {
        return Answer.get("http://127.0.0.1:" + MANAGEMENT_PORT + path, PATIENCE);
    }
}
