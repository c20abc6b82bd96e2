/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the sample ends on a real VPP: by itself, with the JVM's own status, and without harm to VPP. */
@VppTest
class SampleExitOnVppIT {

    private static final int MANAGEMENT_PORT = 19081;

    /** Few in every build. */
    private static final int EXITS = Integer.getInteger("vpp.exits", 2);

    @Test
    void sigtermUnderLoadEndsItWithItsOwnStatusAndVppServesTheNext(PrivateVpp vpp, @TempDir Path directory) {
        String url = "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + "/api/greeting";
        for (int i = 0; i < EXITS; i++) {
            try (SampleProcess sample = SampleProcess.start(vpp, directory, MANAGEMENT_PORT);
                    Program wrk = vpp.namespace().start("wrk", "-t1", "-c32", "-d30s", url)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() ->
                                !vpp.sessions().connections(SampleProcess.PORT).isEmpty());
                int status = sample.terminate();
                assertThat(status).as(sample.log()).isEqualTo(143);
                assertThat(sample.crashed()).as("hs_err file").isFalse();
                assertThat(vpp.isAlive()).as("VPP lives").isTrue();
                assertThat(wrk.isAlive()).as("load until the end").isTrue();
            }
        }
    }
}
