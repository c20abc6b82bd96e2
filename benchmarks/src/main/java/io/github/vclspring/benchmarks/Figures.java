/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/** Writes figures for people. */
final class Figures {

    static final String NONE = "–";

    private Figures() {}

    /** The most telling ones, for the terminal. */
    static String line(Sample sample) {
        List<String> parts = new ArrayList<>();
        sample.get(Metric.RATE).ifPresent(rate -> parts.add(count(rate) + "/s"));
        sample.get(Metric.P50).ifPresent(time -> parts.add("p50 " + millis(time) + " ms"));
        sample.get(Metric.P99).ifPresent(time -> parts.add("p99 " + millis(time) + " ms"));
        sample.get(Metric.SERVER_CPU).ifPresent(time -> parts.add("server " + number(time) + " µs"));
        sample.get(Metric.SERVER_CORES).ifPresent(cores -> parts.add("server " + percent(cores) + " %"));
        sample.get(Metric.VPP_CORES).ifPresent(cores -> parts.add("VPP " + percent(cores) + " %"));
        sample.get(Metric.OTHER_CORES).ifPresent(cores -> parts.add("others " + percent(cores) + " %"));
        sample.get(Metric.MEMORY).ifPresent(bytes -> parts.add(count(bytes) + " B per connection"));
        if (sample.get(Metric.ERRORS).orElse(0) > 0) {
            parts.add(count(sample.get(Metric.ERRORS).getAsDouble()) + " errors");
        }
        return String.join(", ", parts);
    }

    static String or(OptionalDouble value, DoubleFunction<String> format) {
        return value.isPresent() ? format.apply(value.getAsDouble()) : NONE;
    }

    /** Three digits that count, and separators. */
    static String count(double value) {
        double unit = Math.max(1, Math.pow(10, Math.floor(Math.log10(Math.max(1, value))) - 2));
        return String.format(Locale.ROOT, "%,d", Math.round(value / unit) * Math.round(unit));
    }

    static String millis(double micros) {
        return number(micros / 1000);
    }

    static String percent(double part) {
        return number(100 * part);
    }

    static String ratio(double ratio) {
        return number(ratio) + " ×";
    }

    static String number(double value) {
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
