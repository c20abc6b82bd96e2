/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where things are. */
final class Chart {

    private static final Path ROOT =
            Path.of(System.getProperty("chart.root", "..")).toAbsolutePath().normalize();

    /** With the property {@code update}, files that are compared are written instead. */
    static final boolean UPDATE = Boolean.getBoolean("update");

    private Chart() {}

    static Path root() {
        return ROOT;
    }

    static Path directory() {
        return ROOT.resolve("helm/vcl-webflux-app");
    }

    static Path golden(String name) {
        return ROOT.resolve("chart-tests/src/test/resources/golden").resolve(name);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files of a directory of the chart, by name. */
    static Map<String, String> files(String name, String suffix) {
        try (Stream<Path> files = Files.list(directory().resolve(name))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .collect(Collectors.toMap(file -> file.getFileName().toString(), Chart::read));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Path directory = file.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A part of a document, by names and numbers with dots between. */
    static JsonElement at(JsonElement document, String path) {
        JsonElement at = document;
        for (String step : path.split("\\.", -1)) {
            JsonElement next =
                    at instanceof JsonArray array ? array.get(Integer.parseInt(step)) : ((JsonObject) at).get(step);
            if (next == null) {
                throw new IllegalArgumentException("There is no " + step + " of " + path + " in " + at);
            }
            at = next;
        }
        return at;
    }
}
