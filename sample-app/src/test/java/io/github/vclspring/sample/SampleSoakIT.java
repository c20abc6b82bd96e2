/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.CommandResult;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mixed traffic for a while: nothing may grow. */
@VppTest
class SampleSoakIT {

    private static final int MANAGEMENT_PORT = 19086;

    /** Short in every build; {@code -Dvpp.soak.seconds=1200} is the real one. */
    private static final int SECONDS = Integer.getInteger("vpp.soak.seconds", 15);

    private static final int SAMPLES = 10;

    /** The heap is resident from the start, so that what grows is native. */
    private static final String RESIDENT_HEAP = "JDK_JAVA_OPTIONS=-Xms512m -XX:+AlwaysPreTouch";

    /** KiB of native memory after warm-up: the compilers', the code cache's, and Netty's buffers settle. */
    private static final long GROWTH = 64 << 10;

    private record Sample(long seconds, long residentKib, int descriptors, int sessions, int connectionsOfVpp) {}

    @Test
    void memorySessionsAndDescriptorsStayFlat(PrivateVpp vpp, @TempDir Path directory) {
        List<Sample> samples = new ArrayList<>();
        String base = "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT;
        try (SampleProcess sample = SampleProcess.launchBy(
                        List.of("env", RESIDENT_HEAP), vpp, directory, MANAGEMENT_PORT)
                .awaitStart()) {
            sample.management("/actuator/health");
            int descriptors = sample.descriptors();
            List<String> command = new ArrayList<>(SampleProcess.java(List.of(
                    "-cp", System.getProperty("java.class.path"), SoakClient.class.getName(), base, "" + SECONDS)));
            long start = System.nanoTime();
            try (Program client = vpp.namespace().start(command.toArray(String[]::new))) {
                while (client.isAlive() && seconds(start) < SECONDS + 120) {
                    long due = (samples.size() + 1L) * SECONDS / SAMPLES;
                    await().atMost(Duration.ofSeconds(SECONDS + 60L))
                            .until(() -> !client.isAlive() || seconds(start) >= due);
                    if (client.isAlive()) {
                        samples.add(sample(vpp, sample, seconds(start)));
                        System.out.println(samples.get(samples.size() - 1));
                    }
                }
                CommandResult result = client.await(Duration.ofSeconds(1));
                System.out.println(result.stdout());
                assertThat(result.orThrow().stdout()).contains("errors 0");
            }
            // VPP keeps some states of a closed connection for up to 60 s (tcp.c tcp_configuration_init, 26.06)
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                assertThat(sample.sessions()).isZero();
                assertThat(vpp.sessions().connections(SampleProcess.PORT)).isEmpty();
                assertThat(sample.descriptors()).isLessThanOrEqualTo(descriptors + 4);
            });
            // the first half warms up
            long warm = samples.get(samples.size() / 2).residentKib();
            assertThat(sample.resident() - warm).as("KiB more than when warm").isLessThan(GROWTH);
            assertThat(sample.log()).doesNotContain(" ERROR ", "LEAK");
            assertThat(sample.terminate()).isEqualTo(143);
        }
    }

    private static Sample sample(PrivateVpp vpp, SampleProcess sample, long seconds) {
        return new Sample(
                seconds,
                sample.resident(),
                sample.descriptors(),
                sample.sessions(),
                vpp.sessions().connections(SampleProcess.PORT).size());
    }

    private static long seconds(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toSeconds();
    }
}
