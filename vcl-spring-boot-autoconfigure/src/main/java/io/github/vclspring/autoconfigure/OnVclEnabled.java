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
 * Whether VCL is enabled, read as the property is bound: {@code on}, {@code yes} and {@code 1} are true, too, which
 * {@code ConditionalOnBooleanProperty} takes for false.
 */
final class OnVclEnabled extends SpringBootCondition {

    private static final String PROPERTY = "vcl.enabled";

    /** True also for what is no boolean: the start fails when it is bound, and names it. */
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
