/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTests {

    @Test
    void aRateIsSteadyWhenItHasNotRisenForThreeSeconds() {
        assertThat(Measurement.isSteady(List.of(100.0, 101.0, 100.0))).isFalse();
        assertThat(Measurement.isSteady(List.of(10.0, 100.0, 101.0, 103.0))).isFalse();
        assertThat(Measurement.isSteady(List.of(10.0, 100.0, 101.0, 70.0, 103.0)))
                .isTrue();
    }

    @Test
    void aServerThatAnswersNothingIsNotWaitedFor() {
        assertThat(Measurement.isSteady(List.of(0.0, 0.0, 0.0, 0.0))).isTrue();
    }

    @Test
    void readsTheCountOfPerf() {
        String output = "28,,raw_syscalls:sys_enter,1000000,100.00,,\n";
        assertThat(SystemCalls.count(output)).hasValue(28);
    }

    @Test
    void perfWithoutTheRightToCountCountsNothing() {
        assertThat(SystemCalls.count("<not supported>,,raw_syscalls:sys_enter,0,100.00,,\n"))
                .isEmpty();
        assertThat(SystemCalls.count("Error:\nAccess to performance monitoring is limited.\n"))
                .isEmpty();
    }
}
