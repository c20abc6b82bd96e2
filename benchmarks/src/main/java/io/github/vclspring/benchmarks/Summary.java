/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.util.List;

/** The five scenarios that the README shows. */
final class Summary {

    static final List<String> SCENARIOS = List.of("plaintext-64", "json", "new-connection", "download-1", "chain-1");

    private Summary() {}

    /** Their rows over VCL that have a kernel's row beside them. */
    static List<Row> rows(Results results) {
        return SCENARIOS.stream()
                .flatMap(name -> results.rows().stream()
                        .filter(row -> row.scenario().equals(name) && row.transport() == Transport.VCL))
                .filter(row -> Tables.bestKernel(results, row).isPresent())
                .toList();
    }
}
