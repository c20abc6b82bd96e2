/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DocsTests {

    private static final Path HOME = Path.of("").toAbsolutePath();

    @Test
    void thePagesShowTheCommittedRun() throws IOException {
        Results results = Results.read(Docs.committed(HOME));
        for (Path page : Docs.pages(HOME)) {
            String text = Files.readString(page);
            assertThat(text)
                    .as("%s; after a new run 'benchmarks/run --docs' writes it", page.getFileName())
                    .isEqualTo(Docs.render(text, results));
        }
    }

    @Test
    void theChartsShowTheCommittedRun() throws IOException {
        Results results = Results.read(Docs.committed(HOME));
        for (Charts.File chart : Charts.of(results)) {
            assertThat(Docs.charts(HOME).resolve(chart.name())).hasContent(chart.svg());
        }
    }

    @Test
    void theReadmeShowsAllRowsOfTheSummary() {
        Results results = Results.read(Docs.committed(HOME));
        assertThat(Summary.rows(results)).extracting(Row::scenario).isEqualTo(Summary.SCENARIOS);
    }

    @Test
    void putsATableBetweenItsMarks() {
        String page = "before\n<!-- benchmarks: plaintext -->\nold\n<!-- /benchmarks -->\nafter\n";
        Results results = Rows.results(
                Rows.row("plaintext-64", Transport.EPOLL, 100), Rows.row("plaintext-64", Transport.VCL, 250));
        String rendered = Docs.render(page, results);
        assertThat(rendered)
                .startsWith("before\n<!-- benchmarks: plaintext -->\n")
                .endsWith("<!-- /benchmarks -->\nafter\n")
                .contains("2.50 ×")
                .doesNotContain("old");
        assertThat(Docs.render(rendered, results)).isEqualTo(rendered);
    }

    @Test
    void saysOfATableWithoutRowsThatItWasNotMeasured() {
        String page = "<!-- benchmarks: knobs -->\n<!-- /benchmarks -->\n";
        assertThat(Docs.render(page, Rows.results(Rows.row("plaintext-64", Transport.EPOLL, 100))))
                .contains("Not measured in this run.");
    }
}
