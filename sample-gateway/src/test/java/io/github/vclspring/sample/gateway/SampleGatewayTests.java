/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.sample.Browser;
import io.github.vclspring.sample.common.Hop;
import io.github.vclspring.vpptest.NeedsPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The gateway over the embedded loopback, with a stub for the services. */
@DirtiesContext // a JVM has one VCL application: the next test wants another configuration
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"server.address=127.0.0.1", "vcl.worker.count=2"})
class SampleGatewayTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static StubService service;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @LocalServerPort
    private int port;

    @Autowired
    private GatewayHops hops;

    @DynamicPropertySource
    static void startService(DynamicPropertyRegistry properties) throws IOException {
        service = new StubService();
        properties.add("sample.chain.front", service::url);
        properties.add("sample.chain.services", service::url);
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void bothHopsAskTheirConnectionForItsTransport() throws Exception {
        assertThat(get("/api/chain/vcl")).isEqualTo("{\"message\":\"Hello, world!\"}");
        // a hop is counted after its answer
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ofChain())
                        .extracting(hop -> hop.from() + " to " + hop.to() + " over " + hop.transport())
                        .containsExactly("client to gateway over VCL", "gateway to front over VCL"));
        assertThat(ofChain()).allSatisfy(hop -> assertThat(hop.seconds()).isPositive());
        assertThat(ofChain()).extracting(Hop::transport).containsOnly(VclTransport.VCL);
    }

    @Test
    void theServiceLearnsTheClientAndNotWhatTheClientClaims() throws Exception {
        assertThat(get("/api/peer", "X-Forwarded-For", "203.0.113.7")).isEqualTo("{\"client\":\"127.0.0.1\"}");
    }

    @Test
    @NeedsPrograms({"chromium", "chromedriver"})
    void thePageShowsEachHopAndThatItIsTheLoopback() {
        try (Browser browser = Browser.open("http://127.0.0.1:" + port + "/")) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                request("/api/chain/vcl");
                assertThat(browser.text("state")).isEqualTo("ATTACHED");
                assertThat(browser.texts("#hops tbody tr"))
                        .hasSize(3)
                        .allSatisfy(row -> assertThat(row).contains("VCL", " ms"));
            });
            assertThat(browser.texts("#hops tbody td:first-child"))
                    .containsExactly("client → gateway", "gateway → front", "front → back");
            assertThat(browser.text("source")).contains("embedded loopback", "no VPP is involved");
            assertThat(browser.text("comparison")).contains("This is the loopback", "nothing to compare");
            assertThat(browser.evaluate("return document.querySelectorAll('th.beside')[0].offsetParent === null"))
                    .as("no comparison is drawn")
                    .isEqualTo(true);
            assertThat(browser.texts("#clients tbody td:first-child")).contains("webflux-server", "gateway");
            assertThat(browser.shows("lost")).isFalse();
            assertThat(browser.shows("silent")).isFalse();
            browser.screenshot("chain-loopback-wide");
            browser.emulate(360, 740, true);
            assertThat((Long) browser.evaluate("return document.documentElement.scrollWidth"))
                    .as("nothing to scroll sideways")
                    .isLessThanOrEqualTo(360);
            browser.screenshot("chain-loopback-narrow-dark");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private List<Hop> ofChain() {
        return hops.list().stream().filter(hop -> hop.chain().equals("vcl")).toList();
    }

    private void request(String path) {
        try {
            get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }
}
