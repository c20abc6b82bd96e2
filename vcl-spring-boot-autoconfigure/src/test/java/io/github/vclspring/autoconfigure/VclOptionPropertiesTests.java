/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclConfigException;
import io.github.vclspring.config.VclOption;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every option that VCL's parser knows is a property. */
class VclOptionPropertiesTests {

    private static Map<String, JsonNode> metadata;

    @BeforeAll
    static void readMetadata() throws IOException {
        try (InputStream file =
                VclOptionPropertiesTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            JsonNode properties = JsonMapper.shared().readTree(file).get("properties");
            metadata = properties.values().stream()
                    .collect(Collectors.toMap(property -> property.get("name").asString(), property -> property));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = VclOption.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"APP_PROXY_TRANSPORT_TCP", "APP_PROXY_TRANSPORT_UDP", "APP_ORIGINAL_DST"})
    void isBoundAndRendered(VclOption option) {
        boolean onByDefault = VclConfig.builder().build().flag(option);
        String value = onByDefault ? "false" : value(option);
        ConfigRunner.with("vcl." + option.propertyName() + "=" + value, config -> {
            if (onByDefault) {
                assertThat(config.flag(option)).isFalse();
                assertThat(config.render().lines()).doesNotContain("  " + option.optionName());
            } else {
                assertThat(config.options()).containsKey(option);
                assertThat(config.render().lines()).contains("  " + line(option, value));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = VclOption.class,
            names = {"APP_PROXY_TRANSPORT_TCP", "APP_PROXY_TRANSPORT_UDP", "APP_ORIGINAL_DST"})
    void isRefusedWhereItCannotWork(VclOption option) {
        ConfigRunner.RUNNER
                .withPropertyValues("vcl." + option.propertyName() + "=true")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(VclConfigException.class)
                        .hasMessageContaining("vcl." + option.propertyName() + " = true")
                        .hasMessageContaining("Remove it"));
        ConfigRunner.with(
                "vcl." + option.propertyName() + "=false",
                config -> assertThat(config.flag(option)).isFalse());
    }

    @ParameterizedTest
    @EnumSource(VclOption.class)
    void isDescribedInTheMetadata(VclOption option) {
        JsonNode property = metadata.get("vcl." + option.propertyName());
        assertThat(property).isNotNull();
        String description = property.get("description").asString();
        assertThat(description).matches("[A-Z].*\\.").doesNotStartWith("The ").doesNotStartWith("A ");
        if (option.kind() == VclOption.Kind.FLAG) {
            assertThat(description).startsWith("Whether ");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = VclOption.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MAX_WORKERS", "SESSION_TIMEOUT", "APP_SCOPE_GLOBAL", "USE_MQ_EVENTFD"})
    void hasVclsDefaultInTheMetadata(VclOption option) {
        JsonNode property = metadata.get("vcl." + option.propertyName());
        option.defaultValue().ifPresent(expected -> {
            String documented = property.get("defaultValue").asString();
            assertThat(normalize(option, documented)).isEqualTo(expected);
        });
    }

    private static String normalize(VclOption option, String value) {
        return switch (option.kind()) {
            case BYTES -> String.valueOf(DataSize.parse(value).toBytes());
            case MEMORY -> DataSize.parse(value).toMegabytes() + "M";
            case SECONDS ->
                String.valueOf(ApplicationConversionService.getSharedInstance()
                        .convert(value, Duration.class)
                        .toSeconds());
            default -> value;
        };
    }

    private static String value(VclOption option) {
        return switch (option.kind()) {
            case FLAG -> "true";
            case COUNT, UNSIGNED -> String.valueOf(Math.max(option.min(), 20));
            case BYTES -> "67108864";
            case MEMORY -> "64MB";
            case SECONDS -> "30";
            case PATH -> "/run/test/" + option.name().toLowerCase(Locale.ROOT);
            case TEXT -> "word";
        };
    }

    private static String line(VclOption option, String value) {
        return switch (option.kind()) {
            case FLAG -> option.optionName();
            case MEMORY -> option.optionName() + " 64M";
            default -> option.optionName() + " " + value;
        };
    }
}
