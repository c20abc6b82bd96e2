/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.sample.Browser;
import io.github.vclspring.vpptest.NeedsPrograms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Client, gateway, service and service, each on the embedded loopback. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int GATEWAY = 18280;
    private static final int FRONT = 18281;
    private static final int BACK = 18282;
    private static final int BACK_GRPC = 18292;
    private static final int MANAGEMENT = 19280;

    @TempDir
    private static Path directory;

    private Chain chain;

    @BeforeAll
    void start() {
        chain = Chain.start(
                directory,
                "",
                MANAGEMENT,
                List.of("--server.address=127.0.0.1", "--vcl.worker.count=2"),
                new Chain.Arguments(
                        List.of("--server.port=" + BACK, "--spring.grpc.server.port=" + BACK_GRPC),
                        List.of(
                                "--server.port=" + FRONT,
                                "--spring.grpc.server.port=0",
                                "--spring.grpc.client.channel.next-vcl.target=static://127.0.0.1:" + BACK_GRPC),
                        List.of(
                                "--server.port=" + GATEWAY,
                                "--sample.chain.front=" + url(FRONT, ""),
                                "--sample.chain.services=" + url(FRONT, "") + "," + url(BACK, ""))));
    }

    @AfterAll
    void stop() {
        if (chain != null) {
            chain.close();
        }
    }

    @Test
    void theLastServiceAnswersTheClient() {
        assertThat(get("/api/chain/vcl?name=chain")).isEqualTo("{\"message\":\"Hello, chain!\"}");
    }

    @Test
    void theFirstServiceAnswersTheClientsAddress() {
        assertThat(get("/api/peer")).contains("\"client\":\"127.0.0.1\"");
    }

    @Test
    void eachApplicationSaysThatItsHopIsOverVcl() {
        get("/api/chain/vcl");
        // the order of the fields is the mapper's
        assertThat(chain.gateway().management("/actuator/vcl/clients"))
                .containsPattern("\\{[^}]*\"VCL\"[^}]*\"gateway\"|\\{[^}]*\"gateway\"[^}]*\"VCL\"");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(chain.gateway().get(url(FRONT, "/api/hops")))
                        .contains("\"to\":\"back\"", "\"by\":\"gRPC\"", "\"transport\":\"VCL\""));
    }

    @Test
    @NeedsPrograms({"chromium", "chromedriver"})
    void thePageShowsThreeHops() {
        try (Browser browser = Browser.open(url(GATEWAY, "/"))) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                get("/api/chain/vcl");
                assertThat(browser.texts("#hops tbody td:first-child"))
                        .containsExactly("client → gateway", "gateway → front", "front → back");
            });
            assertThat(browser.text("comparison")).contains("This is the loopback");
            assertThat(browser.shows("silent")).isFalse();
            browser.screenshot("chain-of-three");
        }
    }

    private String get(String path) {
        return chain.gateway().get(url(GATEWAY, path));
    }

    private static String url(int port, String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
