/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a Dockerfile without an engine, as far as that goes: it copies what {@code COPY} says, runs what {@code RUN} says of
 * {@code java}, and keeps the settings. Of base images it knows that they are there.
 */
final class Dockerfile {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    private final Path scratch;
    private final Path context;
    private final Map<String, Path> namedContexts;
    private final Map<String, String> buildArguments;
    private final Map<String, String> globalArguments = new LinkedHashMap<>();
    private final Map<String, Stage> stages = new LinkedHashMap<>();

    /** A part of a Dockerfile, and what it made. */
    static final class Stage {
        final Path root;
        final String base;
        final Map<String, String> environment = new LinkedHashMap<>();
        final Map<String, String> arguments = new LinkedHashMap<>();
        final List<String> commandsLeftOut = new ArrayList<>();
        String workingDirectory = "/";
        String user = "";
        List<String> entryPoint = List.of();

        Stage(Path root, String base, @Nullable Stage parent) {
            this.root = root;
            this.base = base;
            if (parent != null) {
                environment.putAll(parent.environment);
                commandsLeftOut.addAll(parent.commandsLeftOut);
                workingDirectory = parent.workingDirectory;
                user = parent.user;
                entryPoint = parent.entryPoint;
            }
        }

        Path in(String path) {
            String absolute = path.startsWith("/") ? path : workingDirectory + "/" + path;
            return root.resolve(absolute.substring(1)).normalize();
        }
    }

    /**
     * Prepares a build.
     *
     * @param scratch where the stages are made
     * @param context the build context
     * @param namedContexts directories of {@code --build-context}
     * @param buildArguments values of {@code --build-arg}
     */
    Dockerfile(Path scratch, Path context, Map<String, Path> namedContexts, Map<String, String> buildArguments) {
        this.scratch = scratch;
        this.context = context;
        this.namedContexts = namedContexts;
        this.buildArguments = buildArguments;
    }

    /** Builds up to a stage. */
    Stage build(Path file, String target) {
        Stage stage = null;
        for (String line : Chart.read(file)
                .replaceAll("(?m)^\\s*#.*\\n", "")
                .replaceAll("\\\\\\n\\s*", " ")
                .split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            String[] words = line.strip().split("\\s+", 2);
            try {
                if (words[0].equals("FROM")) {
                    if (stages.containsKey(target)) {
                        break;
                    }
                    stage = from(words[1].split("\\s+", -1));
                } else if (words[0].equals("ARG") && stage == null) {
                    argument(globalArguments, words[1]);
                } else {
                    carryOut(Objects.requireNonNull(stage), words[0], words[1]);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(line, e);
            }
        }
        return Objects.requireNonNull(stages.get(target), target);
    }

    private Stage from(String[] words) throws IOException {
        String base = substitute(words[0], globalArguments);
        String name = words[2];
        Stage parent = stages.get(base);
        Path root = Files.createDirectories(scratch.resolve(name));
        if (parent != null) {
            copy(parent.root, root);
        }
        Stage stage = new Stage(root, parent == null ? base : parent.base, parent);
        stages.put(name, stage);
        return stage;
    }

    private void carryOut(Stage stage, String instruction, String rest) throws IOException {
        switch (instruction) {
            case "ARG" -> argument(stage.arguments, rest);
            case "WORKDIR" -> {
                stage.workingDirectory = rest;
                Files.createDirectories(stage.in(""));
            }
            case "COPY" -> copyInto(stage, substitute(rest, stage.arguments));
            case "RUN" -> run(stage, rest);
            case "ENV" -> {
                String[] pair = rest.split("=", 2);
                stage.environment.put(pair[0], pair[1]);
            }
            case "USER" -> stage.user = rest;
            case "EXPOSE" -> {}
            case "ENTRYPOINT" ->
                stage.entryPoint = JsonParser.parseString(rest).getAsJsonArray().asList().stream()
                        .map(word -> word.getAsString())
                        .toList();
            default -> throw new IllegalArgumentException("instruction " + instruction);
        }
    }

    private void argument(Map<String, String> arguments, String declaration) {
        String[] pair = declaration.split("=", 2);
        String fallback = pair.length > 1 ? pair[1] : globalArguments.getOrDefault(pair[0], "");
        arguments.put(pair[0], buildArguments.getOrDefault(pair[0], fallback));
    }

    private void copyInto(Stage stage, String arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(arguments.split("\\s+", -1)));
        Path source = context;
        if (words.get(0).startsWith("--from=")) {
            String from = words.remove(0).substring("--from=".length());
            Path named = namedContexts.get(from);
            source = named != null ? named : Objects.requireNonNull(stages.get(from), from).root;
        }
        String target = words.remove(words.size() - 1);
        for (String word : words) {
            for (Path file : files(source.resolve(word.replaceFirst("^/+", "")))) {
                copyInto(stage, file, target);
            }
        }
    }

    private static void copyInto(Stage stage, Path file, String target) throws IOException {
        if (Files.isDirectory(file)) {
            copy(file, stage.in(target));
        } else {
            Path to = target.endsWith("/") ? stage.in(target).resolve(file.getFileName()) : stage.in(target);
            Files.createDirectories(to.getParent());
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The files of a path whose last name may be a pattern. */
    private static List<Path> files(Path path) throws IOException {
        String name = path.getFileName().toString();
        if (!name.contains("*")) {
            return List.of(path);
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(path.getParent(), name)) {
            matching.forEach(files::add);
        }
        return files;
    }

    private static void run(Stage stage, String command) throws IOException {
        if (!command.startsWith("java ")) {
            stage.commandsLeftOut.add(command);
            return;
        }
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        Process process = new ProcessBuilder("sh", "-ec", command.replaceFirst("^java", Matcher.quoteReplacement(java)))
                .directory(stage.in("").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String substitute(String text, Map<String, String> arguments) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String value = arguments.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException("no ARG declares " + match.group(1));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
