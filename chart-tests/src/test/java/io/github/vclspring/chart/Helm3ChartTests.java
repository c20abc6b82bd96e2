/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import java.util.stream.Stream;

/** The chart under Helm 3. */
class Helm3ChartTests extends ChartContract {

    static Stream<String> values() {
        return GoodValues.all();
    }

    @Override
    Helm helm() {
        return new Helm3();
    }
}
