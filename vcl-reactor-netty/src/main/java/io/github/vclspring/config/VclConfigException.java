/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import java.io.Serial;

/** A configuration value that VCL would misread, ignore or crash on. */
public class VclConfigException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String property;
    private final String value;
    private final String rule;
    private final String remedy;

    /**
     * An exception about a refused value.
     *
     * @param property without the prefix {@code vcl.}
     * @param value is shown to everybody who reads the log: masked, if it is a secret
     * @param rule what a value must be, to follow "it"
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

    /** The value that was refused. */
    public String value() {
        return value;
    }

    /** Returns what a value must be. */
    public String rule() {
        return rule;
    }

    /** Returns what to do, as a sentence. */
    public String remedy() {
        return remedy;
    }
}
