/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.autoconfigure.metrics.VclMeters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dashboard and alert rules name metrics, and tags and values of them, that a running application has. */
@DirtiesContext // a JVM has one VCL application: the next test wants another configuration
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.address=127.0.0.1")
class DashboardTests {

    private static final Path CHART = Path.of("..", "helm", "vcl-webflux-app");

    private static final Pattern METRIC = Pattern.compile("\\b(?:vcl|http)_[a-z_]+\\b");
    private static final Pattern LABELLED = Pattern.compile("\\b((?:vcl|http)_[a-z_]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");
    private static final Pattern BY = Pattern.compile("\\b(?:by|on) ?\\(([^)]*)\\)");

    /** Given by whoever scrapes. */
    private static final Set<String> TARGET_LABELS = Set.of("namespace", "pod", "instance");

    @LocalServerPort
    private int port;

    @Test
    void everyMetricOfTheDashboardExists() throws Exception {
        List<String> expressions = new ArrayList<>();
        collect(JsonMapper.shared().readTree(Files.readString(CHART.resolve("dashboards/vcl.json"))), expressions);
        assertThat(expressions).hasSizeGreaterThan(15);
        check(expressions);
    }

    @Test
    void everyMetricOfTheRulesExists() throws Exception {
        List<String> expressions = new ArrayList<>();
        Map<String, List<Map<String, Object>>> file =
                new Yaml().load(Files.readString(CHART.resolve("rules/vcl.yaml")));
        for (Map<String, Object> group : file.get("groups")) {
            @SuppressWarnings("unchecked")
            List<Map<String, Object>> rules = (List<Map<String, Object>>) group.get("rules");
            for (Map<String, Object> rule : rules) {
                assertThat(rule).containsKeys("alert", "expr", "labels", "annotations");
                expressions.add((String) rule.get("expr"));
            }
        }
        assertThat(expressions).hasSizeGreaterThan(8);
        check(expressions);
    }

    @Test
    void everyMeterIsOnTheDashboard() throws IOException {
        String dashboard = Files.readString(CHART.resolve("dashboards/vcl.json"));
        for (VclMeters meter : VclMeters.values()) {
            assertThat(dashboard).contains(meter.getName().replace('.', '_'));
        }
    }

    private void check(List<String> expressions) throws Exception {
        get("/api/greeting");
        // a request is counted after its answer
        String scrape =
                await().until(() -> get("/actuator/prometheus"), text -> text.contains("uri=\"/api/greeting\""));
        Set<String> names = new TreeSet<>();
        scrape.lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.split("[ {]", 2)[0]));
        for (String expression : expressions) {
            Matcher metric = METRIC.matcher(expression);
            assertThat(metric.find()).as(expression).isTrue();
            do {
                assertThat(names).as(expression).contains(metric.group());
            } while (metric.find());
            checkLabels(expression, scrape);
        }
    }

    /** A label that a metric does not have, or a value that it cannot have, would show nothing, and alert nobody. */
    private static void checkLabels(String expression, String scrape) {
        Matcher labelled = LABELLED.matcher(expression);
        while (labelled.find()) {
            String series = series(scrape, labelled.group(1));
            Matcher label = LABEL.matcher(labelled.group(2));
            while (label.find()) {
                if (!TARGET_LABELS.contains(label.group(1))) {
                    for (String value : label.group(2).split("\\|", -1)) {
                        assertThat(series).as(expression).contains(label.group(1) + "=\"" + value + '"');
                    }
                }
            }
        }
        Matcher metric = METRIC.matcher(expression);
        String all =
                metric.results().map(found -> series(scrape, found.group())).reduce("", String::concat);
        Matcher by = BY.matcher(expression);
        while (by.find()) {
            for (String label : by.group(1).split(", *", -1)) {
                if (!TARGET_LABELS.contains(label)) {
                    assertThat(all).as(expression).contains(label + "=\"");
                }
            }
        }
    }

    private static String series(String scrape, String metric) {
        return scrape.lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .reduce("", (one, other) -> one + other + '\n');
    }

    private static void collect(JsonNode node, List<String> expressions) {
        if (node.has("expr")) {
            expressions.add(node.get("expr").asString());
        }
        node.values().forEach(child -> collect(child, expressions));
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
