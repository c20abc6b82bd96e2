/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health in each of its states, beside a VPP that is stopped and started. */
@VppTest
class HealthStatesOnVppIT {

    private static final int MANAGEMENT_PORT = 19087;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern STATE = Pattern.compile("health: .*?\"state\":\"(\\w+)\"");

    @Test
    void tellsEveryStateFromTheFirstWorkerToTheLast(PrivateVpp vpp, @TempDir Path directory) {
        // it answers an attachment in milliseconds, in which nobody may look
        vpp.pause();
        try (SampleProcess sample = SampleProcess.launch(HealthWitness.class, vpp, directory, MANAGEMENT_PORT)) {
            await().atMost(PATIENCE).until(() -> states(sample).contains("STARTING"));
            vpp.resume();
            sample.awaitStart();
            assertThat(health(sample)).contains("\"state\":\"ATTACHED\"", "\"status\":\"UP\"", "\"listeners\":4");
            vpp.kill();
            await().atMost(PATIENCE).until(() -> health(sample).contains("\"state\":\"DETACHED\""));
            assertThat(health(sample)).contains("\"status\":\"DOWN\"");
            vpp.restart();
            await().atMost(PATIENCE).until(() -> health(sample).contains("\"state\":\"ATTACHED\""));
            await().atMost(PATIENCE).until(() -> health(sample).contains("\"listeners\":4"));
            assertThat(sample.terminate()).isEqualTo(143);
            assertThat(states(sample))
                    .containsExactly("STARTING", "ATTACHED", "DETACHED", "REATTACHING", "ATTACHED", "CLOSED");
            sample.log().lines().filter(line -> line.startsWith("health: ")).forEach(System.out::println);
        }
    }

    @Test
    void isUpWhileTheKernelStandsIn(PrivateVpp vpp, @TempDir Path directory) {
        vpp.kill();
        try (SampleProcess sample = start(vpp, directory, "--vcl.attach.on-failure=fallback")) {
            assertThat(health(sample)).contains("\"state\":\"FALLBACK\"", "\"status\":\"UP\"", "Nobody listens");
            System.out.println(health(sample));
        }
    }

    @Test
    void isUpWhenItIsDisabled(PrivateVpp vpp, @TempDir Path directory) {
        try (SampleProcess sample = start(vpp, directory, "--vcl.enabled=false")) {
            assertThat(health(sample)).contains("\"state\":\"DISABLED\"", "\"status\":\"UP\"");
            System.out.println(health(sample));
        }
    }

    private static SampleProcess start(PrivateVpp vpp, Path directory, String property) {
        return SampleProcess.start(
                vpp, directory, MANAGEMENT_PORT, property, "--server.address=127.0.0.1", "--server.port=18087");
    }

    private static String health(SampleProcess sample) {
        return sample.management("/actuator/health/vcl");
    }

    private static List<String> states(SampleProcess sample) {
        return STATE.matcher(sample.log())
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
