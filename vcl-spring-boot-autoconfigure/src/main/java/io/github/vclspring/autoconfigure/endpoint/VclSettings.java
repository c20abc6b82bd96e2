/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.endpoint;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.autoconfigure.VclConfigurationReport;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;

/** VCL's configuration. The secret is always masked. Define a {@code SanitizingFunction} to mask more. */
final class VclSettings {

    private static final String MASK = "******";
    private static final List<String> DEBUG_VARIABLES = List.of("VCL_CONFIG", "VCL_DEBUG");

    /** Matches an option that has a value, and the value, in a {@code vcl.conf}. */
    private static final Pattern OPTION = Pattern.compile(Arrays.stream(VclOption.values())
            .filter(option -> option.kind() != VclOption.Kind.FLAG)
            .map(VclOption::optionName)
            .collect(Collectors.joining("|", "(?<![\\w-])((", ")\\s+)([^\\s{}]+)")));

    private final VclStatus status;
    private final @Nullable VclConfigurationReport report;
    private final Sanitizer sanitizer;

    VclSettings(VclStatus status, @Nullable VclConfigurationReport report, Sanitizer sanitizer) {
        this.status = status;
        this.report = report;
        this.sanitizer = sanitizer;
    }

    private @Nullable VclApplication application() {
        return status.application().orElse(null);
    }

    private @Nullable VppcomLibrary loaded() {
        return status.application().map(VclApplication::library).orElse(null);
    }

    @Nullable
    Map<String, Object> configuration() {
        VclConfigurationReport present = report;
        if (present == null) {
            return null;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        for (VclConfigurationReport.Entry entry : present.entries(application())) {
            Map<String, Object> details = new LinkedHashMap<>();
            put(details, "value", sanitized(entry.name(), entry.value()));
            details.put("origin", entry.origin());
            put(details, "source", entry.source());
            put(details, "default", sanitized(entry.name(), entry.defaultValue()));
            all.put(entry.name(), details);
        }
        return all;
    }

    @Nullable
    Map<String, Object> vclConf() {
        VclConfigurationReport present = report;
        if (present == null) {
            return null;
        }
        Optional<Path> existing =
                status.application().map(VclApplication::config).flatMap(VclConfig::configFile);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("generated", existing.isEmpty());
        existing.ifPresent(file -> put(details, "file", sanitized("vcl.config-file", file.toString())));
        details.put(
                "lines",
                existing.map(VclSettings::read)
                        .orElseGet(() -> present.vclConf(application()))
                        .lines()
                        .map(this::sanitizedLine)
                        .toList());
        return details;
    }

    /** Sanitizes each value as that of its property. */
    private String sanitizedLine(String line) {
        return OPTION.matcher(line)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) + sanitized("vcl." + found.group(2).replace('_', '-'), found.group(3))));
    }

    /** Sanitizes a value as that of an option's property. */
    @Nullable
    Object sanitized(VclOption option, @Nullable Object value) {
        return sanitized("vcl." + option.propertyName(), value);
    }

    private static String read(Path file) {
        try {
            return VclConfigurationReport.mask(Files.readString(file));
        } catch (IOException e) {
            return "# " + e;
        }
    }

    /** Returns the variables that VCL reads itself. A variable of an option takes precedence over its property. */
    Map<String, Object> environment() {
        VppcomLibrary library = loaded();
        Map<String, Object> set = new LinkedHashMap<>();
        Stream.concat(
                        DEBUG_VARIABLES.stream(),
                        Arrays.stream(VclOption.values()).flatMap(option -> option.environmentVariable().stream()))
                .forEach(variable -> {
                    String value = (library != null) ? library.getenv(variable) : System.getenv(variable);
                    if (value != null) {
                        set.put(variable, value(variable, value));
                    }
                });
        return set;
    }

    private Map<String, Object> value(String variable, String value) {
        Map<String, Object> details = new LinkedHashMap<>();
        Optional<VclOption> option = Arrays.stream(VclOption.values())
                .filter(candidate ->
                        candidate.environmentVariable().filter(variable::equals).isPresent())
                .findFirst();
        boolean secret = option.map(VclOption::isSecret).orElse(false);
        Object shown = option.isPresent() ? sanitized(option.get(), value) : value;
        put(details, "value", secret ? MASK : sanitized(variable, shown));
        option.ifPresent(present -> details.put("winsOver", "vcl." + present.propertyName()));
        return details;
    }

    @Nullable
    Map<String, Object> library() {
        VppcomLibrary library = loaded();
        if (library == null) {
            return null;
        }
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "location", sanitized("vcl.library-path", library.location()));
        library.release().ifPresent(release -> details.put("release", release.toString()));
        Map<String, Boolean> features = new LinkedHashMap<>();
        for (VppcomFeature feature : VppcomFeature.values()) {
            features.put(feature.symbol(), library.supports(feature));
        }
        details.put("functions", features);
        return details;
    }

    @Nullable
    Object sanitized(String key, @Nullable Object value) {
        return (value == null) ? null : sanitizer.sanitize(new SanitizableData(null, key, value), true);
    }

    private static void put(Map<String, Object> details, String name, @Nullable Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
