/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTests {

    @TempDir
    Path directory;

    @Test
    void countsWhatEndedInTheSpan() throws IOException {
        RequestLog requests = read("900\t200\t99\n900\t200\t100\n1500\t200\t10\n1990\t200\t10\n", 1000, 2000);
        assertThat(requests.count()).isEqualTo(2);
        assertThat(requests.mean()).isEqualTo(55);
    }

    @Test
    void countsFailuresApart() throws IOException {
        RequestLog requests = read("1000\t-1\t5\n1000\t503\t5\n1000\t200\t5\n", 1000, 2000);
        assertThat(requests.errors()).isEqualTo(2);
        assertThat(requests.count()).isEqualTo(1);
    }

    @Test
    void percentilesAreExact() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1000; i > 0; i--) {
            lines.append("0\t200\t").append(i).append('\n');
        }
        RequestLog requests = read(lines.toString(), 0, 2000);
        assertThat(requests.percentile(0.5)).isEqualTo(500);
        assertThat(requests.percentile(0.99)).isEqualTo(990);
        assertThat(requests.percentile(0.999)).isEqualTo(999);
    }

    @Test
    void leavesOutALineThatIsCutOff() throws IOException {
        assertThat(read("1000\t200\t5\n1000\t20", 0, 2000).count()).isEqualTo(1);
    }

    @Test
    void anEmptyLogHasNoFigures() throws IOException {
        RequestLog requests = read("", 0, 2000);
        assertThat(requests.count()).isZero();
        assertThat(requests.percentile(0.5)).isZero();
    }

    private RequestLog read(String lines, long from, long to) throws IOException {
        return RequestLog.read(Files.writeString(directory.resolve("log"), lines), from, to);
    }
}
