/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparisonTests {

    @Test
    void marksARowThatIsSlowerByMoreThanTheSpread() {
        Results earlier = Rows.results(Rows.row("a", Transport.VCL, 100, 101, 102));
        assertThat(compare(earlier, Rows.row("a", Transport.VCL, 80, 81, 82)))
                .contains("rate 0.80")
                .contains("WORSE");
    }

    @Test
    void doesNotMarkWhatLiesWithinTheSpread() {
        Results earlier = Rows.results(Rows.row("a", Transport.VCL, 90, 100, 120));
        assertThat(compare(earlier, Rows.row("a", Transport.VCL, 80, 81, 82))).doesNotContain("WORSE");
    }

    @Test
    void doesNotMarkAFasterRow() {
        Results earlier = Rows.results(Rows.row("a", Transport.VCL, 100, 101, 102));
        assertThat(compare(earlier, Rows.row("a", Transport.VCL, 150, 151, 152)))
                .contains("rate 1.50")
                .doesNotContain("WORSE");
    }

    @Test
    void leavesOutWhatTheEarlierRunDidNotMeasure() {
        Results earlier = Rows.results(Rows.row("a", Transport.VCL, 100));
        assertThat(compare(earlier, Rows.row("a", Transport.EPOLL, 100))).doesNotContain("Title of a");
    }

    private static String compare(Results earlier, Row now) {
        return Comparison.of(earlier, Rows.results(now));
    }
}
