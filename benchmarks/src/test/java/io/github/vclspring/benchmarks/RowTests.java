/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTests {

    @Test
    void theMedianIsThatOfEachMetricAlone() {
        Sample median = Sample.median(List.of(
                new Sample(Map.of(Metric.RATE, 1.0, Metric.P99, 9.0)),
                new Sample(Map.of(Metric.RATE, 3.0, Metric.P99, 5.0)),
                new Sample(Map.of(Metric.RATE, 2.0))));
        assertThat(median.get(Metric.RATE)).hasValue(2);
        assertThat(median.get(Metric.P99)).hasValue(7);
        assertThat(median.get(Metric.P50)).isEmpty();
    }

    @Test
    void roundsThatDifferByMoreThanAThirdAreInvalid() {
        assertThat(Rows.row("a", Transport.VCL, 100, 90, 120).invalid()).isEmpty();
        assertThat(Rows.row("a", Transport.VCL, 100, 90, 130).invalid()).contains("its rounds differ by 40 %");
    }

    @Test
    void aFailedRequestMakesARowInvalid() {
        Sample failed = new Sample(Map.of(Metric.RATE, 100.0, Metric.ERRORS, 1.0));
        assertThat(Rows.row("a", Transport.VCL, 100).plus(failed).invalid()).contains("1 requests failed");
    }

    @Test
    void aRoundOfNothingMakesARowInvalid() {
        assertThat(Rows.row("a", Transport.VCL, 100, 0, 100).invalid()).contains("a round without a completed request");
    }
}
