/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.config.VclOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every property is described, bound, rendered if it is VCL's, told by the endpoint, and on the page
 * {@code docs/configuration.md}, which is made of the metadata. {@code -Dupdate=true} writes the page.
 */
class ConfigurationPageTests {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    private static final Map<String, String> RANGES = Map.of(
            "vcl.worker.count", "1 to 127",
            "vcl.worker.spin", "from 0",
            "vcl.worker.stall-threshold", "0, or 100ms to 1h",
            "vcl.attach.timeout", "0 to 1d",
            "vcl.attach.retry-interval", "10ms to 60s",
            "vcl.reattach.interval", "10ms to 60s",
            "vcl.app-name", "1 to 63 printable ASCII characters",
            "vcl.expected-release", "year and month, or more of the version");

    /** Values other than the defaults, where the type does not suggest one. */
    private static final Map<String, String> SAMPLES = Map.ofEntries(
            Map.entry("vcl.mode", "loopback"),
            Map.entry("vcl.client.transport", "kernel"),
            Map.entry("vcl.management.transport", "vcl"),
            Map.entry("vcl.attach.on-failure", "fallback"),
            Map.entry("vcl.app-socket-api", "/run/other"),
            Map.entry("vcl.api-socket-name", "/run/api.sock"),
            Map.entry("vcl.config-file", "/etc/hostname"),
            Map.entry("vcl.expected-release", "25.10"),
            Map.entry("vcl.namespace-secret", "18446744073709551615"),
            Map.entry("vcl.client.kernel-destinations", "192.0.2.0/24"));

    /** Flags that no application may set. */
    private static final Set<String> REFUSED =
            Set.of("vcl.app-proxy-transport-tcp", "vcl.app-proxy-transport-udp", "vcl.app-original-dst");

    private static List<JsonNode> properties() throws IOException {
        try (InputStream file =
                ConfigurationPageTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            List<JsonNode> properties = new ArrayList<>();
            JsonMapper.shared().readTree(file).get("properties").forEach(properties::add);
            properties.removeIf(property -> !name(property).startsWith("vcl."));
            properties.sort(Comparator.comparing((JsonNode property) -> order(name(property)))
                    .thenComparing(ConfigurationPageTests::name));
            return properties;
        }
    }

    /** VCL's options first, as its parser lists them; then the groups. */
    private static int order(String name) {
        return option(name)
                .map(option -> Arrays.asList(VclOption.values()).indexOf(option))
                .orElse(name.indexOf('.', 4) > 0 ? 1000 : -1);
    }

    private static Optional<VclOption> option(String name) {
        return Arrays.stream(VclOption.values())
                .filter(option -> name.equals("vcl." + option.propertyName()))
                .findFirst();
    }

    private static String name(JsonNode property) {
        return property.get("name").asString();
    }

    private static Stream<JsonNode> all() throws IOException {
        return properties().stream();
    }

    private static Stream<JsonNode> allowed() throws IOException {
        return all().filter(property -> !REFUSED.contains(name(property)));
    }

    @Test
    void thePageIsThatOfTheMetadata() throws IOException {
        String page = page();
        if (Boolean.getBoolean("update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("-Dupdate=true writes it").content().isEqualTo(page);
    }

    @Test
    void everyOptionOfVclIsAProperty() throws IOException {
        List<String> names = all().map(ConfigurationPageTests::name).toList();
        assertThat(names)
                .containsAll(Arrays.stream(VclOption.values())
                        .map(option -> "vcl." + option.propertyName())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("all")
    void isDescribed(JsonNode property) {
        assertThat(property.has("description")).as(name(property)).isTrue();
        assertThat(property.get("description").asString())
                .as(name(property))
                .matches("(?s)(VPP's|VCL's|[A-Z]).*\\.")
                .doesNotStartWith("The ")
                .doesNotStartWith("A ");
        if (property.get("type").asString().equals("java.lang.Boolean")) {
            assertThat(property.get("description").asString()).startsWith("Whether ");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void isBound(JsonNode property) {
        String name = name(property);
        Object before = bind(Map.of(), name);
        Object after = bind(Map.of(name, sample(property)), name);
        assertThat(after).as(name).isNotNull().isNotEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void isRenderedIfItIsVcls(JsonNode property) {
        option(name(property)).ifPresent(option -> {
            String value = sample(property);
            ConfigRunner.with(name(property) + "=" + value, config -> {
                String conf = config.render();
                boolean switchedOff = value.equals("false");
                assertThat(conf.lines()
                                .map(String::strip)
                                .anyMatch(line -> line.split(" ", 2)[0].equals(option.optionName())))
                        .as(conf)
                        .isEqualTo(!switchedOff);
            });
        });
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void isToldWithItsOrigin(JsonNode property) {
        ConfigRunner.RUNNER
                .withPropertyValues(name(property) + "=" + sample(property))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    if (name(property).equals("vcl.enabled")) {
                        return; // nothing tells of what is not there
                    }
                    VclConfigurationReport.Entry entry =
                            context.getBean(VclConfigurationReport.class).entries(null).stream()
                                    .filter(candidate -> candidate.name().equals(name(property)))
                                    .findFirst()
                                    .orElseThrow();
                    assertThat(entry.origin()).isEqualTo(VclConfigurationReport.Origin.PROPERTY);
                    assertThat(entry.value()).isNotNull();
                });
    }

    private static Object bind(Map<String, String> values, String name) {
        VclProperties properties =
                new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("vcl", VclProperties.class);
        Object owner = properties;
        for (String part : name.substring("vcl.".length()).split("\\.", -1)) {
            owner = component(owner, part);
        }
        return owner;
    }

    private static Object component(Object owner, String dashed) {
        return Arrays.stream(owner.getClass().getRecordComponents())
                .filter(component ->
                        component.getName().toLowerCase(Locale.ROOT).equals(dashed.replace("-", "")))
                .findFirst()
                .map(component -> {
                    try {
                        component.getAccessor().setAccessible(true);
                        return component.getAccessor().invoke(owner);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .orElse(null);
    }

    private static String sample(JsonNode property) {
        String name = name(property);
        if (SAMPLES.containsKey(name)) {
            return SAMPLES.get(name);
        }
        return switch (property.get("type").asString()) {
            case "java.lang.Boolean" ->
                String.valueOf(!property.has("defaultValue")
                        || !property.get("defaultValue").asBoolean());
            case "java.lang.Integer", "java.lang.Long" ->
                option(name)
                        .map(option -> String.valueOf(Math.max(option.min(), 20)))
                        .orElse("3");
            case "java.time.Duration" -> "7s";
            case "org.springframework.util.unit.DataSize" -> "64MB";
            case "java.nio.file.Path" -> "/opt/vpp";
            default -> "word";
        };
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Configuration

                Every property. A line of the first table is an option of VCL's own `vcl.conf`, by its own name, with the limits of its parser (VPP 26.06); the release is the first whose parser knows it. Made of the metadata by `ConfigurationPageTests` (`-Dupdate=true`).

                ## VCL's options
                | Property | Type | Default | Range | Option of VCL | Since VPP | Variable that wins | Meaning |
                |---|---|---|---|---|---|---|---|
                """);
        for (JsonNode property : properties()) {
            String type = type(property);
            option(name(property))
                    .ifPresent(option -> page.append("| `%s` | %s | %s | %s | `%s` | %s | %s | %s |%n"
                            .formatted(
                                    name(property),
                                    type,
                                    defaultValue(property),
                                    range(option),
                                    option.optionName(),
                                    option.isInEveryRelease() ? "all" : option.since(),
                                    option.environmentVariable()
                                            .map(v -> '`' + v + '`')
                                            .orElse(""),
                                    description(property))));
        }
        page.append("""

                ## The rest
                | Property | Type | Default | Range | Meaning |
                |---|---|---|---|---|
                """);
        for (JsonNode property : properties()) {
            if (option(name(property)).isEmpty()) {
                page.append("| `%s` | %s | %s | %s | %s |%n"
                        .formatted(
                                name(property),
                                type(property),
                                defaultValue(property),
                                RANGES.getOrDefault(name(property), ""),
                                description(property)));
            }
        }
        page.append("""

                `vcl.max-workers` follows from `vcl.worker.count`. `vcl.segment-size` and `vcl.add-segment-size` must hold `rx-fifo-size` + `tx-fifo-size`. Without `vcl.use-mq-eventfd`, `vcl.worker.spin` must be above 0. Beside `vcl.config-file` no option of VCL may be set. `/etc/vpp/vcl.conf` is read only if `vcl.config-file` or `VCL_CONFIG` names it; an option that is set, by a property or a `VclConfigCustomizer`, takes precedence over `VCL_CONFIG`. What is in force, and where it comes from: `/actuator/vcl/configuration`.
                """);
        return page.toString();
    }

    private static String type(JsonNode property) throws IOException {
        String type = property.get("type").asString();
        return switch (type) {
            case "java.lang.Boolean" -> "boolean";
            case "java.lang.Integer", "java.lang.Long" -> "number";
            case "java.lang.String" -> "text";
            case "java.time.Duration" -> "duration";
            case "org.springframework.util.unit.DataSize" -> "size";
            case "java.nio.file.Path" -> "path";
            case "java.util.List<java.lang.String>" -> "list";
            default -> choices(name(property));
        };
    }

    private static String choices(String name) throws IOException {
        try (InputStream file =
                ConfigurationPageTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode hint : JsonMapper.shared().readTree(file).get("hints").values()) {
                if (hint.get("name").asString().equals(name)) {
                    return hint.get("values").values().stream()
                            .map(value -> '`' + value.get("value").asString() + '`')
                            .collect(Collectors.joining(", "));
                }
            }
        }
        throw new AssertionError("No hints for " + name);
    }

    private static String defaultValue(JsonNode property) {
        JsonNode value = property.get("defaultValue");
        return value == null || value.isArray() ? "" : '`' + value.asString() + '`';
    }

    private static String description(JsonNode property) {
        return property.get("description").asString().replaceAll("\\s+", " ").replace("|", "\\|");
    }

    private static String range(VclOption option) {
        return switch (option.kind()) {
            case FLAG -> "";
            case PATH -> "to " + option.max() + " bytes; letters, digits, `_/.-`";
            case TEXT -> option.min() + " to " + option.max() + " bytes";
            case BYTES, MEMORY -> size(option.min()) + " to " + size(option.max());
            case SECONDS -> option.min() + "s to " + option.max() + 's';
            case UNSIGNED -> Long.toUnsignedString(option.min()) + " to " + Long.toUnsignedString(option.max());
            case COUNT ->
                option.max() == Long.MAX_VALUE ? "from " + option.min() : option.min() + " to " + option.max();
        };
    }

    private static String size(long bytes) {
        if (bytes >= 1L << 40) {
            return (bytes >> 40) + "TB";
        }
        if (bytes >= 1 << 30 && bytes % (1 << 30) == 0) {
            return (bytes >> 30) + "GB";
        }
        return bytes >= 1 << 20 ? (bytes >> 20) + "MB" : (bytes >> 10) + "KB";
    }
}
