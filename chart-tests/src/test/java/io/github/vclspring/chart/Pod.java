/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Runs the pod of a rendered Deployment on this machine, as kubelet would: its image's root file system, read-only; its volumes; its
 * user and groups without any capability; its environment. This machine's {@code /usr} stands in for the base image.
 */
final class Pod implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory;
    private final JsonObject spec;
    private final JsonObject config;
    private final Map<String, Path> node;
    private final Function<String[], ProcessBuilder> launcher;
    private final Path log;
    private Process process;

    /**
     * Starts it.
     *
     * @param directory a directory of its own
     * @param manifests what the chart was rendered to
     * @param image the image of the application
     * @param initImage the root of the init container's image, if there is one
     * @param node what the node has at the paths of hostPath volumes
     * @param launcher makes a process, such as one in a network namespace
     */
    Pod(
            Path directory,
            Manifests manifests,
            Dockerfile.Stage image,
            Optional<Path> initImage,
            Map<String, Path> node,
            Function<String[], ProcessBuilder> launcher) {
        this.directory = directory;
        this.spec = Chart.at(manifests.one("Deployment"), "spec.template.spec").getAsJsonObject();
        this.config = Chart.at(manifests.one("ConfigMap"), "data").getAsJsonObject();
        this.node = node;
        this.launcher = launcher;
        this.log = directory.resolve("log");
        try {
            for (JsonElement container : list(spec, "initContainers")) {
                JsonObject init = container.getAsJsonObject();
                List<String> command = strings(init, "command");
                Process running = start(init, initImage.orElseThrow(), Map.of(), "/", command);
                if (!running.waitFor(30, TimeUnit.SECONDS) || running.exitValue() != 0) {
                    running.destroyForcibly();
                    throw new IllegalStateException("The init container failed: " + log());
                }
            }
            JsonObject container = list(spec, "containers").get(0).getAsJsonObject();
            List<String> command = new ArrayList<>(image.entryPoint);
            command.set(
                    0,
                    Path.of(System.getProperty("java.home"), "bin", command.get(0))
                            .toString());
            process = start(container, image.root, image.environment, image.workingDirectory, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process start(
            JsonObject container,
            Path image,
            Map<String, String> imageEnvironment,
            String workingDirectory,
            List<String> command)
            throws IOException {
        String name = container.get("name").getAsString();
        Path root = image.toAbsolutePath();
        List<String> script =
                new ArrayList<>(List.of("set -e", "mount --make-rprivate /", "mount --bind " + root + " " + root));
        baseImage(root, script);
        for (JsonElement element : list(container, "volumeMounts")) {
            mount(root, element.getAsJsonObject(), script);
        }
        script.add("mount -o remount,bind,ro " + root);
        JsonObject security = spec.getAsJsonObject("securityContext");
        List<String> groups = new ArrayList<>(List.of(security.get("runAsGroup").getAsString()));
        list(security, "supplementalGroups").forEach(group -> groups.add(group.getAsString()));
        List<String> words = new ArrayList<>(List.of(
                "exec",
                "chroot",
                root.toString(),
                "setpriv",
                "--reuid=" + security.get("runAsUser").getAsString(),
                "--regid=" + security.get("runAsGroup").getAsString(),
                "--groups=" + String.join(",", groups),
                "--no-new-privs",
                "--bounding-set=-all",
                "--inh-caps=-all",
                "env",
                "-i",
                "-C",
                workingDirectory,
                "PATH=/usr/bin:/bin"));
        Map<String, String> environment = new LinkedHashMap<>(imageEnvironment);
        list(container, "env")
                .forEach(variable -> environment.put(
                        variable.getAsJsonObject().get("name").getAsString(),
                        variable.getAsJsonObject().get("value").getAsString()));
        environment.forEach((key, value) -> words.add(quote(key + "=" + value)));
        command.forEach(word -> words.add(quote(word)));
        script.add(String.join(" ", words));
        Path file = directory.resolve(name + ".sh");
        Files.writeString(file, String.join("\n", script) + "\n");
        return launcher.apply(new String[] {"unshare", "--mount", "sh", file.toString()})
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** What a base image has: programs, libraries, the JRE, and a few files in /etc. */
    private static void baseImage(Path root, List<String> script) throws IOException {
        for (String name : List.of("bin", "sbin", "lib", "lib64", "usr")) {
            Path host = Path.of("/", name);
            Path here = root.resolve(name);
            if (Files.isSymbolicLink(host)) {
                if (!Files.isSymbolicLink(here)) {
                    Files.createSymbolicLink(here, Files.readSymbolicLink(host));
                }
            } else if (Files.isDirectory(host)) {
                bind(host, here, true, script);
            }
        }
        Path java = Path.of(System.getProperty("java.home"));
        if (!java.startsWith("/usr")) {
            bind(java, root.resolve(java.toString().substring(1)), true, script);
        }
        bind(Path.of("/dev"), root.resolve("dev"), false, script);
        bind(Path.of("/proc"), root.resolve("proc"), false, script);
        Path etc = Files.createDirectories(root.resolve("etc"));
        for (String name : List.of("passwd", "group", "hosts", "nsswitch.conf", "ld.so.cache")) {
            if (Files.exists(Path.of("/etc", name))) {
                Files.copy(Path.of("/etc", name), etc.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (Stream<Path> settings = Files.list(Path.of("/etc"))) {
            for (Path setting : settings.filter(
                            path -> path.getFileName().toString().startsWith("java"))
                    .toList()) {
                bind(setting, etc.resolve(setting.getFileName()), true, script);
            }
        }
    }

    private void mount(Path root, JsonObject mount, List<String> script) throws IOException {
        String name = mount.get("name").getAsString();
        JsonObject volume = list(spec, "volumes").stream()
                .map(JsonElement::getAsJsonObject)
                .filter(candidate -> candidate.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
        Path source;
        if (volume.has("hostPath")) {
            String path = Chart.at(volume, "hostPath.path").getAsString();
            source = Objects.requireNonNull(node.get(path), path);
        } else {
            source = directory.resolve("volumes").resolve(name);
            Files.createDirectories(source);
            if (volume.has("configMap")) {
                for (String key : config.keySet()) {
                    Files.writeString(source.resolve(key), config.get(key).getAsString());
                }
            } else {
                Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
        if (mount.has("subPath")) {
            source = source.resolve(mount.get("subPath").getAsString());
        }
        Path target = root.resolve(mount.get("mountPath").getAsString().substring(1));
        bind(source, target, mount.has("readOnly") && mount.get("readOnly").getAsBoolean(), script);
    }

    private static void bind(Path source, Path target, boolean readOnly, List<String> script) throws IOException {
        if (Files.isDirectory(source)) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.getParent());
            if (!Files.exists(target)) {
                Files.createFile(target);
            }
        }
        script.add("mount --rbind " + source + " " + target);
        if (readOnly) {
            script.add("mount -o remount,bind,ro " + target);
        }
    }

    long pid() {
        return process.pid();
    }

    String log() {
        return Files.exists(log) ? Chart.read(log) : "";
    }

    /** A line of the process's status in /proc. */
    String status(String name) {
        return Chart.read(Path.of("/proc/" + pid() + "/status"))
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1)
                .strip();
    }

    /** Waits until a command succeeds, with its output. */
    String await(String... command) {
        String[] output = new String[1];
        Awaitility.await(String.join(" ", command))
                .atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("The pod ended: " + log());
                    }
                    output[0] = run(command).orElse(null);
                    return output[0] != null;
                });
        return output[0];
    }

    /** Runs a command where the pod runs; nothing if it fails. */
    Optional<String> run(String... command) {
        try {
            Process running = launcher.apply(command).redirectErrorStream(true).start();
            String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return running.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its own end. */
    int awaitEnd() {
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The pod did not end: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it by SIGTERM, and tells its exit code. */
    int terminate() {
        process.destroy();
        return awaitEnd();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(e -> process)
                .join();
    }

    private static List<JsonElement> list(JsonObject object, String name) {
        return object.has(name) ? object.getAsJsonArray(name).asList() : List.of();
    }

    private static List<String> strings(JsonObject object, String name) {
        return list(object, name).stream().map(JsonElement::getAsString).toList();
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
