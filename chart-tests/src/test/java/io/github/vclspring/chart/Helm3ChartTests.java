/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The chart under Helm 3. */
class Helm3ChartTests extends ChartContract {

    static Stream<String> values() {
        return GoodValues.all();
    }

    static Stream<Arguments> wrongValues() {
        return WrongValues.all();
    }

    @Override
    Helm helm() {
        return new Helm3();
    }

    /** helm-java leaves hooks out. */
    @Override
    boolean rendersHooks() {
        return false;
    }
}
