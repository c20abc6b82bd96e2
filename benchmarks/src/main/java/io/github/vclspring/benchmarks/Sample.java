/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** What one round measured of a row, or the medians of several. A metric that was not measured is absent. */
record Sample(Map<Metric, Double> values) {

    @JsonCreator
    Sample {
        values = values.isEmpty() ? Map.of() : new EnumMap<>(values);
    }

    @JsonValue
    @Override
    public Map<Metric, Double> values() {
        return values;
    }

    OptionalDouble get(Metric metric) {
        Double value = values.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    static Sample median(List<Sample> samples) {
        Map<Metric, Double> medians = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            double[] sorted = values(samples, metric).sorted().toArray();
            if (sorted.length > 0) {
                medians.put(metric, (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
            }
        }
        return new Sample(medians);
    }

    static DoubleStream values(List<Sample> samples, Metric metric) {
        return samples.stream().flatMapToDouble(sample -> sample.get(metric).stream());
    }
}
