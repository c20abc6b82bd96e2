/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code /proc} says about processes. */
final class Processes {

    private Processes() {}

    /** Nanoseconds on a processor of each thread, by its entry in {@code /proc}. */
    static Map<Path, Long> cpuNanos(List<Long> pids) {
        return pids.stream()
                .flatMap(pid -> threads(pid).stream())
                .collect(Collectors.toMap(Function.identity(), Processes::threadCpuNanos));
    }

    /** Nanoseconds between two times. What a thread has used that ended between them is not known. */
    static long cpuNanos(Map<Path, Long> from, Map<Path, Long> to) {
        return to.entrySet().stream()
                .mapToLong(thread -> Math.max(0, thread.getValue() - from.getOrDefault(thread.getKey(), 0L)))
                .sum();
    }

    private static long threadCpuNanos(Path thread) {
        try {
            String text = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (IOException e) {
            return 0; // the thread has ended
        }
    }

    /** Sets by how much the kernel may lengthen the sleeps of a process. */
    static void setTimerSlack(long pid, int nanos) {
        for (Path thread : threads(pid)) {
            try {
                // under the thread's own entry: the one below task is not writable
                Files.writeString(
                        Path.of("/proc", thread.getFileName().toString(), "timerslack_ns"), Integer.toString(nanos));
            } catch (IOException e) {
                throw new IllegalStateException("the timer slack of process " + pid + " cannot be set: " + e, e);
            }
        }
    }

    private static List<Path> threads(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Seconds times 100 that all processors were busy, also with other virtual machines' work. */
    static double busySeconds() {
        String[] fields = firstLine(Path.of("/proc/stat")).split("\\s+", -1);
        double ticks = 0;
        for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / 100;
    }

    /** Bytes that programs could still use. */
    static long availableMemory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String firstLine(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
