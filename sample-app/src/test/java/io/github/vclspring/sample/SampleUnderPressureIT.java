/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load that exceeds memory or queues: new connections wait or are refused, established ones go on, nothing crashes. */
@VppTest
class SampleUnderPressureIT {

    private static final int MANAGEMENT_PORT = 19085;
    private static final int CONNECTIONS = 1000;

    @Test
    void aVppWithoutMemoryForConnectionsKeepsTheEstablishedOnes(PrivateVpp vpp, @TempDir Path directory)
            throws Exception {
        try (SampleProcess sample =
                SampleProcess.start(vpp, directory, MANAGEMENT_PORT, "--vcl.add-segment-size=16MB")) {
            try (Program events = vpp.namespace().start("curl", "-sN", url(vpp, "/api/time"))) {
                await().until(() -> lines(events) > 0);
                VppMemory.limit(vpp, 32 << 20);
                try (Program wrk = load(vpp)) {
                    requireGoesOn(sample, events);
                    int sessions = sample.sessions();
                    System.out.printf("connections of %d: %d%n", CONNECTIONS, sessions);
                    assertThat(sessions).isLessThan(CONNECTIONS / 2);
                    wrk.await(Duration.ofSeconds(30));
                } finally {
                    VppMemory.unlimit(vpp);
                }
                requireGoesOn(sample, events);
            }
            requireServes(vpp, sample);
        }
    }

    @Test
    void anAcceptStormOverAShortQueueOnlyDelays(PrivateVpp vpp, @TempDir Path directory) {
        try (SampleProcess sample =
                SampleProcess.start(vpp, directory, MANAGEMENT_PORT, "--vcl.event-queue-size=256")) {
            try (Program events = vpp.namespace().start("curl", "-sN", url(vpp, "/api/time"))) {
                await().until(() -> lines(events) > 0);
                try (Program wrk = load(vpp)) {
                    requireGoesOn(sample, events);
                    System.out.println(wrk.await(Duration.ofSeconds(30)).stdout());
                }
                requireGoesOn(sample, events);
            }
            requireServes(vpp, sample);
        }
    }

    private static Program load(PrivateVpp vpp) {
        return vpp.namespace().start("wrk", "-t1", "-c" + CONNECTIONS, "-d5s", url(vpp, "/api/greeting"));
    }

    private static void requireGoesOn(SampleProcess sample, Program events) {
        long before = lines(events);
        await().atMost(Duration.ofSeconds(10)).until(() -> lines(events) >= before + 4);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> sample.management("/actuator/health").contains("\"state\":\"ATTACHED\""));
    }

    private static void requireServes(PrivateVpp vpp, SampleProcess sample) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(sample.sessions()).isZero());
        assertThat(vpp.namespace()
                        .run(Duration.ofSeconds(10), "curl", "-s", url(vpp, "/api/greeting"))
                        .stdout())
                .contains("Hello");
        assertThat(sample.terminate()).as(sample.log()).isEqualTo(143);
        assertThat(sample.crashed()).as("hs_err file").isFalse();
    }

    private static long lines(Program program) {
        return program.stdout().lines().count();
    }

    private static String url(PrivateVpp vpp, String path) {
        return "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + path;
    }
}
