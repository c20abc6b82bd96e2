/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import java.io.Serial;

/** Thrown for a configuration value that VCL would misread, ignore or crash on. */
public class VclConfigException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String property;
    private final String value;
    private final String rule;
    private final String remedy;

    /**
     * Creates an exception for a rejected value.
     *
     * @param property without the prefix {@code vcl.}
     * @param value appears in the log, so it must be masked if it is a secret
     * @param rule what the value violates, such as {@code must not be negative}
     * @param remedy one or more sentences for an operator
     */
    public VclConfigException(String property, Object value, String rule, String remedy) {
        super("vcl.%s = %s: %s. %s".formatted(property, value, rule, remedy));
        this.property = property;
        this.value = String.valueOf(value);
        this.rule = rule;
        this.remedy = remedy;
    }

    /** The property without its prefix, such as {@code rx-fifo-size}. */
    public String property() {
        return property;
    }

    /** Returns the rejected value. */
    public String value() {
        return value;
    }

    /** Returns the rule that the value violates. */
    public String rule() {
        return rule;
    }

    /** Returns what an operator should do, in one or more sentences. */
    public String remedy() {
        return remedy;
    }
}
