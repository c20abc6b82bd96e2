/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.sample.common.KernelTwin;
import io.github.vclspring.vpptest.NeedsPrograms;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** The page in a real browser, over the embedded loopback. */
@NeedsPrograms({"chromium", "chromedriver"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DirtiesContext // a JVM has one VCL application: the next test wants another configuration
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"server.address=127.0.0.1", "vcl.worker.count=3", "sample.kernel.port=0"})
class SamplePageTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    private int port;

    @Autowired
    private KernelTwin twin;

    private Browser browser;

    @BeforeAll
    void start() {
        browser = Browser.open("about:blank");
    }

    @BeforeEach
    void open() {
        browser.emulate(1280, 1000, false);
        browser.go("http://127.0.0.1:" + port + "/");
        await().atMost(PATIENCE).until(() -> browser.text("state").equals("ATTACHED"));
    }

    @AfterAll
    void close() {
        browser.close();
    }

    @Test
    void saysWhatItRunsOnAndShowsEveryWorker() {
        assertThat(browser.text("source")).contains("embedded loopback", "no VPP is involved");
        assertThat(browser.texts("#workers tbody tr"))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row).contains("reactor-http-vcl-", "ATTACHED"));
        assertThat(browser.shows("lost")).isFalse();
        assertThat(Integer.parseInt(browser.text("sessions"))).as("its own").isPositive();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void asksNobodyElse() {
        List<String> resources = browser.strings("performance.getEntriesByType('resource').map(entry => entry.name)");
        assertThat(resources)
                .isNotEmpty()
                .allSatisfy(url -> assertThat(url).startsWith("http://127.0.0.1:" + port + "/"));
    }

    @Test
    void showsRequestsAndTheirLatencyByTransport() {
        Load vcl = new Load(port);
        Load kernel = new Load(twin.port());
        try (vcl;
                kernel) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(browser.text("rate-vcl")).matches("[1-9].*");
                assertThat(browser.text("rate-kernel")).matches("[1-9].*");
                assertThat(browser.text("latency-vcl")).endsWith(" ms");
                assertThat(browser.text("latency-kernel")).endsWith(" ms");
                assertThat(points("#rate-chart polyline.vcl")).isPositive();
                assertThat(points("#rate-chart polyline.kernel")).isPositive();
            });
            await().atMost(PATIENCE).until(() -> points("#rate-chart polyline.vcl") >= 8);
            browser.screenshot("loopback-wide-light");
            browser.emulate(1280, 1000, true);
            browser.screenshot("loopback-wide-dark");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    /** How many points a line has; 0 if it is not drawn. */
    private long points(String css) {
        return (Long) browser.evaluate(
                "const line = document.querySelector('" + css + "'); return line ? line.points.numberOfItems : 0");
    }

    @ParameterizedTest
    @CsvSource({"360, 740, false", "360, 740, true", "768, 1000, false", "1280, 1000, true"})
    void fitsAndIsLegible(int width, int height, boolean dark) {
        browser.emulate(width, height, dark);
        assertThat((Long) browser.evaluate("return document.documentElement.scrollWidth"))
                .as("nothing to scroll sideways")
                .isLessThanOrEqualTo(width);
        Number end = (Number) browser.evaluate("""
                const all = document.querySelectorAll('#workers td, #workers .pill, .figures dd, .legend li')
                return Math.max(...[...all].map(element => element.getBoundingClientRect().right))
                """);
        assertThat(end.doubleValue()).as("right end of what the page is about").isLessThanOrEqualTo(width);
        for (String css :
                List.of("h1", "#source", "#state", ".figures dt", ".figures dd", "a", ".try dd", "td .pill")) {
            assertThat(contrast(css)).as("contrast of %s", css).isGreaterThanOrEqualTo(4.5);
        }
        if (width == 360) {
            browser.screenshot("loopback-narrow-" + (dark ? "dark" : "light"));
        }
    }

    /** As WCAG 2 computes it, of an element's text upon the first background behind it. */
    private double contrast(String css) {
        return ((Number) browser.evaluate("""
                        const element = document.querySelector('%s')
                        const rgb = color => color.match(/[\\d.]+/g).map(Number)
                        let behind = element
                        while (rgb(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement
                        const luminance = color => {
                          const [r, g, b] = rgb(color).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                          return .2126 * r + .7152 * g + .0722 * b
                        }
                        const [a, b] = [luminance(getComputedStyle(element).color), luminance(getComputedStyle(behind).backgroundColor)]
                        return (Math.max(a, b) + .05) / (Math.min(a, b) + .05)
                        """.formatted(css))).doubleValue();
    }

    @Test
    void everyLinkLeadsSomewhere() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<String> links = browser.strings("[...document.querySelectorAll('.try a')].map(link => link.href)");
        assertThat(links).hasSizeGreaterThan(2);
        for (String link : links) {
            // the upstream is the sample itself on its usual port, which is not this one
            if (!link.endsWith("/api/upstream")) {
                var response =
                        client.send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofInputStream());
                response.body().close();
                assertThat(response.statusCode()).as(link).isEqualTo(200);
            }
        }
    }

    /** One request after the other, until it is closed. */
    private static final class Load implements AutoCloseable {

        private final AtomicBoolean wanted = new AtomicBoolean(true);
        private final Thread thread;

        Load(int port) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/greeting"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            thread = new Thread(() -> run(request), "load-" + port);
            thread.start();
        }

        private void run(HttpRequest request) {
            try {
                HttpClient client = HttpClient.newHttpClient();
                while (wanted.get()) {
                    try {
                        client.send(request, BodyHandlers.discarding());
                    } catch (HttpTimeoutException e) {
                        // a busy server may leave the next request on a connection unread (reactor-netty 4361, 1.3.7)
                        client = HttpClient.newHttpClient();
                    }
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            wanted.set(false);
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
