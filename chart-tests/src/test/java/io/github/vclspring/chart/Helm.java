/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

/** A release of Helm. */
interface Helm {

    /** The name that templates render the chart under. */
    String RELEASE = "demo";

    /** What {@code helm lint --strict} says of the chart with its default values. Fails where it finds something. */
    String lint();

    /**
     * Renders the chart.
     *
     * @param values as YAML
     * @throws Refused with Helm's message
     */
    String template(String values);

    /** Helm did not render. */
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refused(String message, Throwable cause) {
            super(message, cause);
        }

        Refused(String message) {
            super(message);
        }
    }
}
