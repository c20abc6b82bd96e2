/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Helm 4 as a program: the one that the environment variable {@code HELM4_BINARY} names, or {@code helm} on PATH. */
final class Helm4 implements Helm {

    private final Path program;
    private final List<String> apiVersions;

    private Helm4(Path program, List<String> apiVersions) {
        this.program = program;
        this.apiVersions = apiVersions;
    }

    /** Finds it, if it is there and says that it is Helm 4. */
    static Optional<Helm4> find() {
        String named = System.getenv("HELM4_BINARY");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Stream.of(Optional.ofNullable(System.getenv("PATH"))
                                .orElse("")
                                .split(File.pathSeparator, -1))
                        .filter(directory -> !directory.isEmpty())
                        .map(directory -> Path.of(directory, "helm"));
        return candidates
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(file -> new Helm4(file, List.of()))
                .filter(helm -> helm.run(List.of("version", "--short")).startsWith("v4."))
                .findFirst();
    }

    /** With APIs of a cluster beyond Kubernetes' own. */
    Helm4 withApiVersions(String... more) {
        return new Helm4(program, List.of(more));
    }

    @Override
    public String lint() {
        return run(List.of("lint", "--strict", Chart.directory().toString()));
    }

    /** What Helm tells after an installation. */
    String notes(String values) {
        String output = withValues(values, List.of("install", RELEASE, "--dry-run=client"));
        int notes = output.indexOf("\nNOTES:\n");
        if (notes < 0) {
            throw new IllegalStateException(output);
        }
        return output.substring(notes);
    }

    @Override
    public String template(String values) {
        return withValues(values, List.of("template", RELEASE));
    }

    private String withValues(String values, List<String> command) {
        Path file = null;
        try {
            file = Files.createTempFile("values", ".yaml");
            Files.writeString(file, values);
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of(Chart.directory().toString(), "-n", "default", "-f", file.toString()));
            apiVersions.forEach(api -> arguments.addAll(List.of("--api-versions", api)));
            return run(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (file != null) {
                file.toFile().delete();
            }
        }
    }

    private String run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        try {
            Path errors = Files.createTempFile("helm", ".err");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String said = Files.readString(errors);
            Files.delete(errors);
            if (process.waitFor() != 0) {
                throw new Refused(said + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
