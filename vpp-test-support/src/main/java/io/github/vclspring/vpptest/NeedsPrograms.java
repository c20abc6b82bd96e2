/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips each test of a class, or one test, by its name and with the reason, where a program is missing. What a {@link
 * Launcher} starts needs no annotation.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(NeedsPrograms.Condition.class)
public @interface NeedsPrograms {

    /**
     * The programs.
     *
     * @return their names
     */
    String[] value();

    /** Looks for them. */
    final class Condition implements ExecutionCondition {

        /** Made by JUnit. */
        public Condition() {}

        /** Methods are skipped, not their class: skipping a class would leave the names of its tests out of the report. */
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (context.getTestMethod().isEmpty()) {
                return ConditionEvaluationResult.enabled("decided for each method");
            }
            return Stream.of(context.getTestMethod(), context.getTestClass())
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, NeedsPrograms.class).stream())
                    .flatMap(annotation -> Stream.of(annotation.value()))
                    .map(Programs::whyMissing)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .map(ConditionEvaluationResult::disabled)
                    .orElseGet(() -> ConditionEvaluationResult.enabled("all programs are there"));
        }
    }
}
