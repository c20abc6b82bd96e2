/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Results that no run has measured. */
final class Rows {

    static final Machine MACHINE = new Machine(
            "2026-01-02T03:04:05Z",
            "abc",
            "6.1",
            "CPU",
            "2",
            "JDK",
            "-X",
            "4.2",
            "1.3",
            "vpp v26.06",
            "session {}",
            1,
            "h2load",
            0.1,
            3,
            2);

    private Rows() {}

    static Row row(String scenario, Transport transport, double... rates) {
        return new Row(
                scenario,
                "Title of " + scenario,
                Server.REACTOR_NETTY,
                transport,
                Tuning.USUAL.name(),
                64,
                Arrays.stream(rates).mapToObj(Rows::sample).toList());
    }

    static Sample sample(double rate) {
        return new Sample(Map.of(Metric.RATE, rate, Metric.P99, 1e6 / rate, Metric.SERVER_CPU, 1e6 / rate));
    }

    static Results results(Row... rows) {
        return new Results(MACHINE, List.of(rows));
    }
}
