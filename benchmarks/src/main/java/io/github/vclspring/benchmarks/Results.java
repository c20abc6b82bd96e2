/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run.
 *
 * @param machine where and how it was made
 * @param rows its figures, in the order of {@link Scenario#all}
 */
record Results(Machine machine, List<Row> rows) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static Results read(Path file) {
        try {
            return MAPPER.readValue(Files.readString(file), Results.class);
        } catch (IOException e) {
            throw new Refusal("The results " + file + " cannot be read: " + e.getMessage(), "Name a results.json");
        } catch (JacksonException e) {
            throw new Refusal(
                    file + " is not a results.json: " + e.getOriginalMessage(),
                    "Name one that this command has written");
        }
    }

    void write(Path file) {
        try {
            // complete at any time, also when the run is ended
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, MAPPER.writeValueAsString(this) + "\n");
            Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
