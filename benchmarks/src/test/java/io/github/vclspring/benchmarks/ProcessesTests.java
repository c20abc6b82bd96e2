/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessesTests {

    private static final Path LOOP = Path.of("/proc/1/task/1");
    private static final Path EXECUTOR = Path.of("/proc/1/task/2");
    private static final Path COMPILER = Path.of("/proc/1/task/3");

    @Test
    void aThreadThatHasEndedTakesNothingAway() {
        assertThat(Processes.cpuNanos(Map.of(LOOP, 100L, EXECUTOR, 900L), Map.of(LOOP, 150L)))
                .isEqualTo(50);
    }

    @Test
    void aNewThreadCounts() {
        assertThat(Processes.cpuNanos(Map.of(LOOP, 100L), Map.of(LOOP, 150L, COMPILER, 30L)))
                .isEqualTo(80);
    }

    @Test
    void aProcessHasThreadsUntilItEnds() {
        assertThat(Processes.cpuNanos(List.of(ProcessHandle.current().pid()))).isNotEmpty();
        assertThat(Processes.cpuNanos(List.of(Long.MAX_VALUE))).isEmpty();
    }
}
