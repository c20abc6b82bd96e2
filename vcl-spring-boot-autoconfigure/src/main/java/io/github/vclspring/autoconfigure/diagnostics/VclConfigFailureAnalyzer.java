/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.diagnostics;

import io.github.vclspring.config.VclConfigException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/** Names the rejected property, the origin of its value, and the rule. */
final class VclConfigFailureAnalyzer extends AbstractFailureAnalyzer<VclConfigException> {

    private final @Nullable Environment environment;

    VclConfigFailureAnalyzer(@Nullable Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, VclConfigException cause) {
        String name = "vcl." + cause.property();
        Origin origin = origin(name);
        String source = (origin != null) ? ", from " + origin + ',' : "";
        String description =
                "The property %s = %s%s was refused: it %s.".formatted(name, cause.value(), source, cause.rule());
        return new FailureAnalysis(description, cause.remedy(), cause);
    }

    private @Nullable Origin origin(String name) {
        if (environment == null || !ConfigurationPropertyName.isValid(name)) {
            return null;
        }
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(ConfigurationPropertyName.of(name));
            if (property != null) {
                return property.getOrigin();
            }
        }
        return null;
    }
}
