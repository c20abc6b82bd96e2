/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The condition of {@link ConditionalOnVclFlag}. */
final class OnVclFlag extends SpringBootCondition {

    /**
     * Returns whether a property is on. A value that is not a boolean counts as the default: binding then fails the
     * start and names the property.
     */
    static boolean isOn(Environment environment, String property, boolean byDefault) {
        try {
            return environment.getProperty(property, Boolean.class, byDefault);
        } catch (ConversionException e) {
            return byDefault;
        }
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Map<String, Object> attributes =
                Objects.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnVclFlag.class.getName()));
        String property = (String) Objects.requireNonNull(attributes.get("value"));
        boolean byDefault = Boolean.TRUE.equals(attributes.get("matchIfMissing"));
        boolean on = isOn(context.getEnvironment(), property, byDefault);
        return new ConditionOutcome(
                on,
                ConditionMessage.forCondition(ConditionalOnVclFlag.class, property)
                        .because(on ? "it is on" : "it is off"));
    }
}
