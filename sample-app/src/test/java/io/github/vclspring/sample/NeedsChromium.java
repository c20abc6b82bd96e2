/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skipped, by name, where the system has no Chromium with its driver. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsChromium.Condition.class)
@interface NeedsChromium {

    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Browser.isThere()
                    ? ConditionEvaluationResult.enabled("Chromium is there")
                    : ConditionEvaluationResult.disabled(
                            "Neither chromium nor chromedriver on the PATH: apt-get install chromium chromium-driver");
        }
    }
}
