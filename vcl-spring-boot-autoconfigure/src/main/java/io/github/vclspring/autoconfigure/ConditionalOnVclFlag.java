/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/**
 * Matches if a boolean property is on. Reads the property like property binding: {@code on}, {@code yes} and {@code 1}
 * also mean true, unlike for {@code ConditionalOnBooleanProperty}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnVclFlag.class)
public @interface ConditionalOnVclFlag {

    /** Returns the name of the property. */
    String value();

    /** Returns whether the condition matches if the property is not set. */
    boolean matchIfMissing() default false;
}
