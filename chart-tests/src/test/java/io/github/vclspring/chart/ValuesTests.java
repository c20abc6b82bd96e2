/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/** values.yaml, its schema and its table agree with each other and with the properties of the application. */
class ValuesTests {

    private static final Pattern PARAMETER = Pattern.compile("## @param (\\S+)( \\[nullable])? (.+)");

    private static final Pattern SECTION = Pattern.compile("## @section (.+)");

    /** What the chart sets by itself, by mode, library.*, worker.count and the ConfigMap. */
    private static final Set<String> DERIVED = Set.of(
            "vcl.enabled",
            "vcl.mode",
            "vcl.library-path",
            "vcl.expected-release",
            "vcl.app-socket-api",
            "vcl.max-workers",
            "vcl.config-file");

    /** VPP's binary API needs shared memory of the host, and VCL has given it up; locked sessions have no use; the application refuses the proxy and the original destination; kubelet is on the kernel. */
    private static final Set<String> NOT_OFFERED = Set.of(
            "vcl.namespace-id",
            "vcl.namespace-secret",
            "vcl.api-socket-name",
            "vcl.uid",
            "vcl.gid",
            "vcl.multi-thread-workers",
            "vcl.app-proxy-transport-tcp",
            "vcl.app-proxy-transport-udp",
            "vcl.app-original-dst",
            "vcl.management.transport");

    /** Which of its clients use VCL is the application's own configuration. */
    private static final Pattern SWITCH_OF_A_CLIENT =
            Pattern.compile("vcl\\.(client|server)\\.[a-z0-9]+\\.enabled|vcl\\.client\\.global-resources");

    private static final Path VALUES = Chart.directory().resolve("values.yaml");

    private final JsonObject values = Manifests.parse(Chart.read(VALUES));

    private final JsonObject schema = JsonParser.parseString(
                    Chart.read(Chart.directory().resolve("values.schema.json")))
            .getAsJsonObject();

    @Test
    void everyValueIsDescribedAndNothingElseIs() {
        List<String> described = new ArrayList<>();
        Chart.read(VALUES)
                .lines()
                .map(String::strip)
                .map(PARAMETER::matcher)
                .filter(Matcher::matches)
                .forEach(line -> {
                    described.add(line.group(1));
                    boolean isNull = Chart.at(values, line.group(1)).isJsonNull();
                    assertThat(line.group(2) != null)
                            .as("%s is [nullable]", line.group(1))
                            .isEqualTo(isNull);
                });
        assertThat(described).doesNotHaveDuplicates();
        for (String leaf : leaves(values, "")) {
            assertThat(described)
                    .as("an @param for %s or what holds it", leaf)
                    .anyMatch(name -> leaf.equals(name) || leaf.startsWith(name + "."));
        }
    }

    @Test
    void theSchemaKnowsTheSameValues() {
        requireSameNames(values, schema, "");
    }

    private void requireSameNames(JsonObject object, JsonObject rule, String path) {
        JsonObject properties = rule.getAsJsonObject("properties");
        assertThat(rule.get("additionalProperties").getAsBoolean()).as(path).isFalse();
        Set<String> known = new TreeSet<>(properties.keySet());
        known.remove("global");
        assertThat(known).as("names in %s", path).isEqualTo(new TreeSet<>(object.keySet()));
        object.entrySet().forEach(entry -> {
            JsonObject inner = properties.getAsJsonObject(entry.getKey());
            if (entry.getValue() instanceof JsonObject nested && inner.has("properties") && !nested.isEmpty()) {
                if (!path.endsWith("affinity")) {
                    requireSameNames(nested, inner, path + "." + entry.getKey());
                }
            }
        });
    }

    /** A property that is new, and neither a value nor named here, fails this test. */
    @Test
    void everyPropertyOfTheApplicationIsAValueOrSetByTheChart() throws IOException {
        Set<String> properties = new TreeSet<>();
        for (var metadata : Collections.list(
                getClass().getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream stream = metadata.openStream()) {
                JsonParser.parseString(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                        .getAsJsonObject()
                        .getAsJsonArray("properties")
                        .forEach(property -> properties.add(
                                property.getAsJsonObject().get("name").getAsString()));
            }
        }
        properties.removeIf(name -> !name.startsWith("vcl."));
        for (VclOption option : VclOption.values()) {
            assertThat(properties).contains("vcl." + option.propertyName());
        }
        properties.removeAll(DERIVED);
        properties.removeAll(NOT_OFFERED);
        properties.removeIf(name -> SWITCH_OF_A_CLIENT.matcher(name).matches());
        Set<String> offered = new TreeSet<>();
        leaves(values.getAsJsonObject("vcl"), "vcl.").forEach(name -> offered.add(kebab(name)));
        assertThat(offered).isEqualTo(properties);
    }

    @Test
    void defaultsAreAcceptedByTheApplicationsOwnCheck() {
        JsonObject vcl = Chart.at(ChartContract.application(Manifests.of(new Helm3().template("{}"))), "vcl")
                .getAsJsonObject();
        VclConfig.Builder builder =
                VclConfig.builder().workers(Chart.at(vcl, "worker.count").getAsInt());
        Map<VclOption, Long> sizes = new HashMap<>();
        for (VclOption option : List.of(
                VclOption.HEAPSIZE,
                VclOption.SEGMENT_SIZE,
                VclOption.ADD_SEGMENT_SIZE,
                VclOption.RX_FIFO_SIZE,
                VclOption.TX_FIFO_SIZE)) {
            sizes.put(
                    option,
                    DataSize.parse(vcl.get(option.propertyName()).getAsString()).toBytes());
        }
        sizes.forEach(builder::set);
        builder.set(VclOption.APP_SOCKET_API, vcl.get("app-socket-api").getAsString());
        VclConfig config = builder.appName(vcl.get("app-name").getAsString()).build();
        sizes.forEach((option, size) -> assertThat(config.number(option)).isEqualTo(size));
    }

    /** 256 + 128 + 256 MiB of the JVM, VCL's heap, and for each event loop its first segment and those of its connections. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; 1088Mi",
                "{mode: loopback}; 640Mi",
                // 250 connections of 256 KiB are 62.5 MiB: one segment for each of 2 loops
                "{vcl: {heapsize: 256MB}}; 1280Mi",
                "{vcl: {worker: {count: 4}}}; 1472Mi",
                // 480 fit into a segment: 5 segments for each of 2 loops
                "{resources: {connections: 4000}}; 2112Mi",
                // 400000 bytes become 512 KiB; 120 connections fit into a segment: 3 for each of 2 loops
                "{vcl: {rxFifoSize: 400000B, txFifoSize: 400000B}}; 1600Mi",
                "{jvm: {heap: 1GB}}; 1856Mi",
                // huge pages are not charged to memory
                "{vcl: {hugePage: true}, resources: {limits: {hugepages-2Mi: 1Gi}}}; 704Mi"
            })
    void theMemoryRequestFollowsFromHeapFifosAndSegments(String given, String memory) {
        JsonElement resources = Chart.at(
                Manifests.of(new Helm3().template(given)).one("Deployment"),
                "spec.template.spec.containers.0.resources");
        assertThat(Chart.at(resources, "requests.memory").getAsString()).isEqualTo(memory);
        assertThat(Chart.at(resources, "limits.memory").getAsString()).isEqualTo(memory);
    }

    @Test
    void theReadmeHasTheTableOfValues() {
        StringBuilder table = new StringBuilder();
        Chart.read(VALUES).lines().forEach(line -> {
            Matcher section = SECTION.matcher(line);
            Matcher parameter = PARAMETER.matcher(line.strip());
            if (section.matches()) {
                table.append("\n### ")
                        .append(section.group(1))
                        .append("\n\n| Value | Default | Meaning |\n|---|---|---|\n");
            } else if (parameter.matches()) {
                table.append("| `%s` | `%s` | %s |\n"
                        .formatted(
                                parameter.group(1),
                                Chart.at(values, parameter.group(1)).toString().replace("|", "\\|"),
                                parameter.group(3).replace("|", "\\|")));
            }
        });
        Path readme = Chart.directory().resolve("README.md");
        String text = Chart.read(readme);
        String begin = "<!-- From values.yaml: mvn -pl chart-tests -am test -Dupdate=true -->\n";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("\n<!-- End of values -->");
        if (Chart.UPDATE) {
            Chart.write(readme, text.substring(0, from) + table + text.substring(to));
        } else {
            assertThat(text.substring(from, to)).isEqualTo(table.toString());
        }
    }

    private static List<String> leaves(JsonObject object, String prefix) {
        List<String> leaves = new ArrayList<>();
        object.entrySet().forEach(entry -> {
            if (entry.getValue() instanceof JsonObject nested && !nested.isEmpty()) {
                leaves.addAll(leaves(nested, prefix + entry.getKey() + "."));
            } else {
                leaves.add(prefix + entry.getKey());
            }
        });
        return leaves;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
