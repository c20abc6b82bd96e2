/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequirementsTests {

    @Test
    void everythingIsMeasuredWithVirtualThreadsAndPostgresql() {
        assertThat(Requirements.measurable(Scenario.all(), 21, true)).isEqualTo(Scenario.all());
    }

    @Test
    void withoutVirtualThreadsRestClientIsLeftOut() {
        assertThat(Requirements.measurable(Scenario.all(), 17, true))
                .hasSize(Scenario.all().size() - 1)
                .extracting(Scenario::name)
                .contains("webclient", "r2dbc")
                .doesNotContain("restclient");
    }

    @Test
    void withoutPostgresqlTheDatabaseIsLeftOut() {
        assertThat(Requirements.measurable(Scenario.all(), 21, false))
                .hasSize(Scenario.all().size() - 1)
                .extracting(Scenario::name)
                .contains("restclient")
                .doesNotContain("r2dbc");
    }

    @Test
    void aRunOfWhichNothingIsLeftIsRefused() {
        List<Scenario> named = Options.parse(List.of("restclient")).scenarios();
        assertThatThrownBy(() -> Requirements.measurable(named, 17, true))
                .isInstanceOf(Refusal.class)
                .hasMessage("restclient cannot be measured: Java 17 has no virtual threads."
                        + " Start benchmarks/run with JDK 21 or newer.");
    }
}
