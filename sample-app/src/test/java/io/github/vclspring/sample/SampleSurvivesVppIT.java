/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.NeedsPrograms;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the sample when its VPP dies, comes back, or hangs. */
@VppTest
class SampleSurvivesVppIT {

    private static final int MANAGEMENT_PORT = 19082;

    /** Deaths of VPP; few in every build. */
    private static final int KILLS = Integer.getInteger("vpp.kills", 2);

    /** Of the 100,000,000 bytes that {@code /api/download} gives. */
    private static final String DOWNLOAD_SHA256 = "b736eb4f696a0f5f7df764258137852674817095d20f2adb9aba29758540efce";

    /** VCL makes a pipe per worker when VPP dies for the first time, and keeps it. */
    private static final int PIPE_ENDS = 2;

    /**
     * VCL leaves a worker's own segment mapped, with its descriptor and its queue's eventfd, when VPP dies: it only detaches
     * segments that hold connections (vcl_private.c {@code vcl_worker_detach_sessions}, 26.06).
     */
    private static final int LEFT_PER_DEATH = 2;

    private static final int PENDING = 20;
    private static final double IDLE = 0.05;
    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final Duration TO_SERVE = Duration.ofSeconds(5);

    @Test
    void servesAgainAfterEveryDeathOfVppUnderLoad(PrivateVpp vpp, @TempDir Path directory) {
        try (SampleProcess sample = SampleProcess.start(vpp, directory, MANAGEMENT_PORT)) {
            awaitAnswer(vpp, Duration.ofSeconds(10));
            int descriptors = sample.descriptors();
            for (int i = 1; i <= KILLS; i++) {
                try (Wrk wrk = Wrk.start(vpp, 1, 64)) {
                    await().until(() -> sample.sessions() >= 64);
                    dieAndComeBack(vpp, sample, i);
                    assertThat(wrk.isAlive()).isTrue();
                }
                requireNothingLeft(vpp, sample, descriptors, i);
            }
            assertThat(sample.log()).contains("Detached from VPP").contains("Re-attached to VPP after");
            assertThat(sample.terminate()).isEqualTo(143);
        }
    }

    /** A connection that VPP hands over in the moment of its death must not be accepted in its next life. */
    @Test
    void survivesDeathsOfVppUnderConnectionsThatComeAndGo(PrivateVpp vpp, @TempDir Path directory) {
        try (SampleProcess sample = SampleProcess.start(vpp, directory, MANAGEMENT_PORT)) {
            for (int i = 1; i <= KILLS; i++) {
                awaitAnswer(vpp, Duration.ofSeconds(10));
                long before = sample.accepted();
                try (Wrk wrk = Wrk.startReconnecting(vpp, 1, 32)) {
                    await().until(() -> sample.accepted() >= before + 500);
                    dieAndComeBack(vpp, sample, i);
                    assertThat(wrk.isAlive()).isTrue();
                }
            }
            System.out.println("connections accepted: " + sample.accepted());
            assertThat(sample.terminate()).isEqualTo(143);
        }
    }

    @Test
    void failsConnectsThatArePendingWhenVppDies(PrivateVpp vpp, @TempDir Path directory) {
        String absent = absentNeighbour(vpp);
        try (SampleProcess sample = SampleProcess.start(
                vpp,
                directory,
                MANAGEMENT_PORT,
                "--sample.upstream.allowed=" + absent + ":9",
                "--sample.upstream.timeout=60s",
                "--spring.http.clients.connect-timeout=60s")) {
            awaitAnswer(vpp, Duration.ofSeconds(10));
            int descriptors = sample.descriptors();
            for (int i = 1; i <= Math.max(1, KILLS / 3); i++) {
                String url = url(vpp, "/api/upstream?url=http://" + absent + ":9/&n=[1-" + PENDING + "]");
                try (Program curl = vpp.namespace()
                        .start("curl", "-s", "-Z", "--parallel-immediate", "--parallel-max", "" + PENDING, url)) {
                    await().atMost(Duration.ofSeconds(20)).until(() -> sample.sessions() == 2 * PENDING);
                    dieAndComeBack(vpp, sample, i);
                    assertThat(curl.stdout()).as("no answer came from nowhere").isEmpty();
                }
                requireNothingLeft(vpp, sample, descriptors, i);
            }
            assertThat(sample.terminate()).isEqualTo(143);
        }
    }

    private static void dieAndComeBack(PrivateVpp vpp, SampleProcess sample, int number) {
        vpp.kill();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> sample.management("/actuator/health").contains("\"state\":\"DETACHED\""));
        await().until(() -> sample.management("/actuator/health/readiness").contains("OUT_OF_SERVICE"));
        assertThat(sample.management("/actuator/health/liveness")).contains("UP");
        double core = coreWhileAway(sample);
        vpp.restart();
        long start = System.nanoTime();
        awaitAnswer(vpp, TO_SERVE);
        System.out.printf(
                "death %d: %.1f %% of a core while away, served %d ms after VPP was ready%n",
                number, 100 * core, Duration.ofNanos(System.nanoTime() - start).toMillis());
        await().until(() -> sample.management("/actuator/health/readiness").contains("UP"));
        assertThat(sample.isAlive()).as(sample.log()).isTrue();
        assertThat(sample.crashed()).as("hs_err file").isFalse();
    }

    /** The share of a core that the loops take; one that spins takes a whole one, or what the machine has left. */
    private static double coreWhileAway(SampleProcess sample) {
        // to fail the connections is work, too; and then the time itself is what is measured
        await().pollDelay(AWAY).until(() -> true);
        double core = 1;
        // the JVM itself may hold the loops up once, but a loop that spins spins all the time
        for (int i = 0; i < 5 && core >= IDLE; i++) {
            long start = System.nanoTime();
            Duration before = sample.loopsCpu();
            await().pollDelay(AWAY).until(() -> true);
            Duration cpu = sample.loopsCpu().minus(before);
            core = Math.min(core, (double) cpu.toNanos() / (System.nanoTime() - start));
        }
        assertThat(core).as("share of a core while VPP is away").isLessThan(IDLE);
        return core;
    }

    private static void requireNothingLeft(PrivateVpp vpp, SampleProcess sample, int descriptors, int deaths) {
        int ofVcl = SampleProcess.WORKERS * (PIPE_ENDS + LEFT_PER_DEATH * deaths);
        // VPP keeps some states of a closed connection for up to 60 s (tcp.c tcp_configuration_init, 26.06)
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(sample.sessions()).as("sessions").isZero();
            assertThat(vpp.sessions().connections(SampleProcess.PORT)).isEmpty();
            // the management server's connections come and go
            assertThat(sample.descriptors() - descriptors).as("descriptors").isLessThanOrEqualTo(ofVcl + 4);
        });
        System.out.printf(
                "after death %d: %d descriptors more than before the first%n",
                deaths, sample.descriptors() - descriptors);
    }

    @Test
    @NeedsPrograms("curl")
    void losesNothingWhileVppIsStopped(PrivateVpp vpp, @TempDir Path directory) {
        int seconds = Integer.getInteger("vpp.stopped.seconds", 3);
        try (SampleProcess sample = SampleProcess.start(vpp, directory, MANAGEMENT_PORT)) {
            // the first answer about its health takes long, and the download does not wait for it
            assertThat(sample.sessions()).isZero();
            // takes 12 s without the pause
            try (Program download = vpp.namespace()
                            .start(
                                    "sh",
                                    "-c",
                                    "curl -s --limit-rate 8M '" + url(vpp, "/api/download?bytes=100000000")
                                            + "' | sha256sum");
                    Wrk wrk = Wrk.start(vpp, 1, 32)) {
                await().until(() -> sample.sessions() >= 33);
                vpp.pause();
                String during;
                try {
                    await().pollDelay(Duration.ofSeconds(seconds))
                            .atMost(Duration.ofSeconds(seconds + 5L))
                            .until(() -> true);
                    during = sample.management("/actuator/health");
                } finally {
                    vpp.resume();
                }
                System.out.println("health while VPP was stopped: " + during);
                assertThat(download.await(Duration.ofMinutes(2)).stdout()).startsWith(DOWNLOAD_SHA256);
                String report = wrk.stop();
                System.out.println(report);
                assertThat(report).contains("Requests/sec").doesNotContain("Socket errors", "Non-2xx");
            }
            assertThat(sample.terminate()).isEqualTo(143);
        }
    }

    /** An address of the wire that nobody has: a connect to it neither succeeds nor fails. */
    private static String absentNeighbour(PrivateVpp vpp) {
        String address = vpp.kernelAddress();
        int dot = address.lastIndexOf('.') + 1;
        return address.substring(0, dot) + (Integer.parseInt(address.substring(dot)) + 100) % 250;
    }

    private static void awaitAnswer(PrivateVpp vpp, Duration limit) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> vpp.namespace()
                        .run(Duration.ofSeconds(10), "curl", "-s", "-m", "2", url(vpp, "/api/greeting"))
                        .stdout()
                        .contains("Hello"));
    }

    private static String url(PrivateVpp vpp, String path) {
        return "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + path;
    }
}
