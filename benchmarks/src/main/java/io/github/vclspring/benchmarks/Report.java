/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what people look at beside {@code results.json}. */
final class Report {

    private Report() {}

    static void write(Results results, Path directory) {
        try {
            Files.writeString(directory.resolve("results.md"), Tables.machine(results) + "\n" + Tables.all(results));
            for (Charts.File chart : Charts.of(results)) {
                Files.writeString(directory.resolve(chart.name()), chart.svg());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
