/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTests {

    @TempDir
    Path directory;

    @Test
    void areReadAsTheyWereWritten() {
        Results results = Rows.results(
                Rows.row("plaintext-64", Transport.EPOLL, 100, 110), Rows.row("plaintext-64", Transport.VCL, 300, 310));
        Path file = directory.resolve("results.json");
        results.write(file);
        assertThat(Results.read(file)).isEqualTo(results);
    }

    @Test
    void haveTheMediansForWhoReadsTheFileOtherwise() throws IOException {
        Path file = directory.resolve("results.json");
        Rows.results(Rows.row("plaintext-64", Transport.EPOLL, 100, 110, 120)).write(file);
        assertThat(Files.readString(file)).containsSubsequence("\"median\"", "\"rate\" : 110.0");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("other.json"), "[]");
        assertThatThrownBy(() -> Results.read(file))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not a results.json")
                .hasMessageEndingWith("Name one that this command has written.");
    }

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> Results.read(directory.resolve("none.json")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("cannot be read");
    }
}
