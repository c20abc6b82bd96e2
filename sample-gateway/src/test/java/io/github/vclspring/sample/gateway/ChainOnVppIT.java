/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.sample.Browser;
import io.github.vclspring.vpptest.NeedsPrograms;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppSessions;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Client, gateway, service and service on one VPP, joined by cut-through. The client is h2load over VCL by
 * {@code LD_PRELOAD}. While VPP restarts it is wrk over the wire, which connects again.
 */
@VppTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the restart comes last
class ChainOnVppIT {

    /** Seconds of load. */
    private static final int SECONDS = Integer.getInteger("chain.seconds", 10);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANAGEMENT = 19380;
    private static final int GATEWAY = 8080;
    private static final int FRONT = 8081;
    private static final int BACK_GRPC = 9092;
    private static final String GREETING = "/api/chain/vcl";

    /** The gateway and its page over the kernel. */
    private static final String KERNEL_GATEWAY = "http://127.0.0.1:18080";

    private static final String KERNEL_FRONT = "http://127.0.0.1:18081";

    @TempDir
    private static Path directory;

    private Chain chain;

    @BeforeEach
    void startOnce(PrivateVpp vpp) {
        if (chain == null) {
            chain = Chain.start(
                    directory,
                    "vpp,",
                    MANAGEMENT,
                    List.of(
                            "--vcl.app-socket-api=" + vpp.appSocket(),
                            "--vcl.worker.count=2",
                            "--sample.chain.host=" + vpp.loopbackAddress()),
                    Chain.Arguments.none());
        }
        awaitAnswer(vpp);
    }

    @AfterAll
    void stop() {
        if (chain != null) {
            chain.close();
        }
    }

    @Test
    @Order(1)
    void theFirstServiceKnowsTheClientAndNotThePeerOfItsConnection(PrivateVpp vpp) {
        assertThat(curl(vpp, "/api/peer"))
                .isEqualTo("{\"client\":\"" + vpp.kernelAddress() + "\",\"connection\":\"0.0.0.0\"}");
    }

    @Test
    @Order(2)
    @NeedsPrograms("h2load")
    void everyHopIsCutThroughUnderLoad(PrivateVpp vpp) {
        String report;
        try (Program load = load(vpp)) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                VppSessions sessions = vpp.sessions();
                // connections of curl, over the wire, may still be closing
                assertThat(sessions.connections(GATEWAY)).anyMatch(VppSessions.Session::cutThrough);
                for (int port : List.of(FRONT, BACK_GRPC)) {
                    assertThat(sessions.connections(port))
                            .as("connections to port %d", port)
                            .isNotEmpty()
                            .allMatch(VppSessions.Session::cutThrough);
                }
            });
            report = report(load);
        }
        assertNothingLost(report);
        assertThat(metric("tag=chain:vcl")).contains("{\"tag\":\"transport\",\"values\":[\"VCL\"]}");
        assertThat(chain.gateway().get(KERNEL_FRONT + "/api/hops"))
                .containsPattern(hop("vcl", "VCL"))
                .doesNotContainPattern(hop("vcl", "KERNEL"));
    }

    @Test
    @Order(3)
    void theSameChainRunsOverTheKernelBesideIt() {
        assertThat(chain.gateway().get(KERNEL_GATEWAY + "/api/chain/kernel")).contains("Hello, world!");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(metric("tag=chain:kernel"))
                        .contains("{\"tag\":\"transport\",\"values\":[\"KERNEL\"]}"));
        assertThat(chain.gateway().get(KERNEL_FRONT + "/api/hops"))
                .containsPattern(hop("kernel", "KERNEL"))
                .doesNotContainPattern(hop("kernel", "VCL"));
    }

    @Test
    @Order(4)
    @NeedsPrograms({"chromium", "chromedriver"})
    void thePageShowsBothChainsSideBySide(PrivateVpp vpp) {
        try (Browser browser = Browser.open(KERNEL_GATEWAY + "/")) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                curl(vpp, GREETING);
                chain.gateway().get(KERNEL_GATEWAY + "/api/chain/kernel");
                assertThat(browser.text("source")).contains("VPP");
                assertThat(browser.texts("#hops tbody tr"))
                        .hasSize(3)
                        .allSatisfy(row -> assertThat(row).containsPattern("(?s)VCL.* ms.* ms"));
            });
            browser.screenshot("chain-vpp");
        }
    }

    @Test
    @Order(5)
    @NeedsPrograms({"h2load", "wrk"})
    void allApplicationsComeBackAfterARestartOfVpp(PrivateVpp vpp) {
        try (Program wrk = wrk(vpp)) {
            await().pollDelay(Duration.ofSeconds(Math.max(1, SECONDS / 3)))
                    .atMost(Duration.ofSeconds(SECONDS + 5L))
                    .until(() -> true);
            vpp.kill();
            vpp.restart();
            long start = System.nanoTime();
            awaitAnswer(vpp);
            System.out.printf(
                    "The chain answers %d ms after VPP was ready%n",
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            System.out.println(wrk.await(Duration.ofSeconds(SECONDS + 60L)).stdout());
        }
        assertThat(chain.applications()).allSatisfy(application -> {
            await().atMost(PATIENCE)
                    .until(
                            () -> application.management("/actuator/health/readiness"),
                            health -> health.contains("\"UP\"") && !health.contains("OUT_OF_SERVICE"));
            assertThat(application.log()).contains("Re-attached to VPP after");
            assertThat(application.crashed()).as("hs_err file").isFalse();
        });
        try (Program load = load(vpp)) {
            assertNothingLost(report(load));
        }
    }

    private static Program wrk(PrivateVpp vpp) {
        String url = wire(vpp, GREETING);
        return vpp.namespace().start("wrk", "-t1", "-c16", "-d" + SECONDS + "s", "--timeout", "10s", "--latency", url);
    }

    private static Program load(PrivateVpp vpp) {
        String url = "http://" + vpp.loopbackAddress() + ":" + GATEWAY + GREETING;
        return vpp.ldp().start("h2load", "--h1", "-t1", "-c16", "-D", String.valueOf(SECONDS), url);
    }

    private static String report(Program load) {
        String report = load.await(Duration.ofSeconds(SECONDS + 60L)).stdout();
        System.out.println(report);
        return report;
    }

    private static void assertNothingLost(String report) {
        assertThat(report)
                .containsPattern("requests: [1-9]\\d* total")
                .contains(" 0 failed, 0 errored, 0 timeout", " 0 4xx, 0 5xx");
    }

    /** The fields of an object in JSON, in the alphabet's order or in their own. */
    private static String hop(String chain, String transport) {
        return "\"chain\":\"" + chain + "\"[^}]*\"transport\":\"" + transport + "\"";
    }

    private String metric(String query) {
        return chain.gateway().management("/actuator/metrics/chain.hop?" + query);
    }

    private static void awaitAnswer(PrivateVpp vpp) {
        await().atMost(PATIENCE).until(() -> curl(vpp, GREETING).contains("Hello"));
    }

    private static String curl(PrivateVpp vpp, String path) {
        return vpp.namespace()
                .run(Duration.ofSeconds(20), "curl", "-s", "-m", "10", wire(vpp, path))
                .stdout();
    }

    /** The gateway as a client on the wire reaches it. */
    private static String wire(PrivateVpp vpp, String path) {
        return "http://" + vpp.vppAddress() + ":" + GATEWAY + path;
    }
}
