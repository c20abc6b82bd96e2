/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The requests that a client completed in a span of time, read from its log: lines of start, status and duration, separated by tabs, times in
 * microseconds. The start is since the epoch; the status of a failed request is -1.
 */
final class RequestLog {

    private static final int FIRST_ERROR = 400;

    private final int[] durations;
    private final long errors;
    private final long lastEnd;

    private RequestLog(int[] durations, long errors, long lastEnd) {
        this.durations = durations;
        this.errors = errors;
        this.lastEnd = lastEnd;
    }

    /** Reads the requests that ended between two times, in microseconds since the epoch. */
    static RequestLog read(Path file, long from, long to) {
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int[] durations = new int[1024];
        int count = 0;
        long errors = 0;
        long lastEnd = from;
        Numbers numbers = new Numbers(text);
        while (numbers.hasLine()) {
            long start = numbers.next();
            long status = numbers.next();
            long duration = numbers.next();
            long end = start + duration;
            if (end < from || end >= to) {
                continue;
            }
            lastEnd = Math.max(lastEnd, end);
            if (status < 0 || status >= FIRST_ERROR) {
                errors++;
                continue;
            }
            if (count == durations.length) {
                durations = Arrays.copyOf(durations, 2 * count);
            }
            durations[count++] = (int) Math.min(duration, Integer.MAX_VALUE);
        }
        int[] sorted = Arrays.copyOf(durations, count);
        Arrays.sort(sorted);
        return new RequestLog(sorted, errors, lastEnd);
    }

    int count() {
        return durations.length;
    }

    long errors() {
        return errors;
    }

    /** When the last of them ended. */
    long lastEnd() {
        return lastEnd;
    }

    double mean() {
        return Arrays.stream(durations).asLongStream().average().orElse(0);
    }

    /** The smallest duration that {@code fraction} of all do not exceed. */
    double percentile(double fraction) {
        return durations.length == 0 ? 0 : durations[(int) Math.ceil(fraction * durations.length) - 1];
    }

    /** A million lines per second: splitting strings would take longer than the measurement. */
    private static final class Numbers {

        private final byte[] text;
        private int at;

        Numbers(byte[] text) {
            this.text = text;
        }

        /** The last line may be cut off, where the client was killed. */
        boolean hasLine() {
            for (int i = at; i < text.length; i++) {
                if (text[i] == '\n') {
                    return true;
                }
            }
            return false;
        }

        long next() {
            boolean negative = text[at] == '-';
            long value = 0;
            for (int i = negative ? at + 1 : at; i < text.length; i++) {
                if (text[i] < '0') {
                    at = i + 1;
                    break;
                }
                value = 10 * value + text[i] - '0';
            }
            return negative ? -value : value;
        }
    }
}
