/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips what {@link SuiteLimits} lists. */
public final class LimitsCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestMethod()
                .flatMap(method -> SuiteLimits.find(context.getRequiredTestClass(), method.getName()))
                .map(limit -> ConditionEvaluationResult.disabled(limit.reason()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("no limit is known"));
    }
}
