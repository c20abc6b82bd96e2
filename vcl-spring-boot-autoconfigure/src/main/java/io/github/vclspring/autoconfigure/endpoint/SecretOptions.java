/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.endpoint;

import io.github.vclspring.config.VclOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * {@link SanitizingFunction} that masks {@linkplain VclOption#isSecret secret} options, in every spelling of their
 * properties and in the variables that VCL reads itself.
 */
final class SecretOptions implements SanitizingFunction {

    private static final Set<String> KEYS = Arrays.stream(VclOption.values())
            .filter(VclOption::isSecret)
            .flatMap(option ->
                    Stream.concat(Stream.of("vcl." + option.propertyName()), option.environmentVariable().stream()))
            .map(SecretOptions::uniform)
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public SanitizableData apply(SanitizableData data) {
        return KEYS.contains(uniform(data.getKey())) ? data.withSanitizedValue() : data;
    }

    /** Returns only the letters and digits of a key, in lower case: spellings differ in the rest. */
    private static String uniform(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
