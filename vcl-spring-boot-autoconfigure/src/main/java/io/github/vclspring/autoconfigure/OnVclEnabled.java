/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if VCL is enabled. Reads the property like property binding: {@code on}, {@code yes} and {@code 1} also mean
 * true, unlike for {@code ConditionalOnBooleanProperty}.
 */
final class OnVclEnabled extends SpringBootCondition {

    private static final String PROPERTY = "vcl.enabled";

    /** Returns true for a value that is not a boolean, too: binding then fails the start and names the property. */
    static boolean in(Environment environment) {
        try {
            return environment.getProperty(PROPERTY, Boolean.class, true);
        } catch (ConversionException e) {
            return true;
        }
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        boolean enabled = in(context.getEnvironment());
        return new ConditionOutcome(
                enabled, ConditionMessage.forCondition(PROPERTY).because(enabled ? "it is on" : "it is off"));
    }
}
