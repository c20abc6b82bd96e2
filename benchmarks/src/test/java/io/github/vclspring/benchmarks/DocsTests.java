/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocsTests {

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
}
