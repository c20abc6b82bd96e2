/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips each test, by its name, where there is no Helm 4. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsHelm4.Condition.class)
@interface NeedsHelm4 {

    /** Methods are skipped, not their class: skipping a class would leave the names of its tests out of the report. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getTestMethod().isEmpty() || Helm4.find().isPresent()
                    ? ConditionEvaluationResult.enabled("Helm 4 is here, or decided for each method")
                    : ConditionEvaluationResult.disabled(
                            "there is no Helm 4: set HELM4_BINARY, or put helm on the PATH");
        }
    }
}
