/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;

/**
 * The figures of one scenario on one transport.
 *
 * @param scenario the scenario's name
 * @param title the scenario's title
 * @param server what served
 * @param transport what it ran on
 * @param tuning the name of VPP's settings
 * @param connections of the client
 * @param rounds what each round measured
 */
record Row(
        String scenario,
        String title,
        Server server,
        Transport transport,
        String tuning,
        int connections,
        List<Sample> rounds) {

    private static final double MOST_SPREAD = 1.0 / 3;

    /** What a row of another run is the same as. */
    record Key(String scenario, Server server, Transport transport, String tuning) {}

    @JsonIgnore
    Key key() {
        return new Key(scenario, server, transport, tuning);
    }

    Row plus(Sample sample) {
        List<Sample> more = new ArrayList<>(rounds);
        more.add(sample);
        return new Row(scenario, title, server, transport, tuning, connections, List.copyOf(more));
    }

    /** The medians of all rounds; written for those who read the file without this program. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    Sample median() {
        return Sample.median(rounds);
    }

    /** How far the rounds' rates lie apart, as a part of their median. */
    double spread() {
        DoubleSummaryStatistics rates = Sample.values(rounds, Metric.RATE).summaryStatistics();
        double median = median().get(Metric.RATE).orElse(0);
        return median == 0 ? 0 : (rates.getMax() - rates.getMin()) / median;
    }

    /** Why the figures are not to be used. */
    @JsonIgnore
    Optional<String> invalid() {
        double errors = Sample.values(rounds, Metric.ERRORS).sum();
        if (errors > 0) {
            return Optional.of("%.0f requests failed".formatted(errors));
        }
        if (Sample.values(rounds, Metric.RATE).anyMatch(rate -> rate == 0)) {
            return Optional.of("a round without a completed request");
        }
        if (spread() > MOST_SPREAD) {
            return Optional.of("its rounds differ by %.0f %%".formatted(100 * spread()));
        }
        return Optional.empty();
    }
}
