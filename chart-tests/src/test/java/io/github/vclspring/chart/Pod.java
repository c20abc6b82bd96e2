/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;

/**
 * Runs the pod of a rendered Deployment on this machine, as kubelet would: its image's root file system, read-only; its volumes; its
 * user and groups without any capability; its environment. This machine's {@code /usr} stands in for the base image.
 */
final class Pod implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory;
    private final JsonObject spec;
    private final PodFiles files;
    private final Function<String[], ProcessBuilder> launcher;
    private final Path log;
    private Process process;

    /**
     * Starts it.
     *
     * @param directory a directory of its own
     * @param manifests what the chart was rendered to
     * @param image the image of the application
     * @param initImage the root of the init container's image; the application's unless it is given
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
        this.files = new PodFiles(
                directory.resolve("volumes"),
                list(spec, "volumes"),
                Chart.at(manifests.one("ConfigMap"), "data").getAsJsonObject(),
                node);
        this.launcher = launcher;
        this.log = directory.resolve("log");
        try {
            for (JsonElement container : list(spec, "initContainers")) {
                JsonObject init = container.getAsJsonObject();
                List<String> command = strings(init, "command");
                Process running = start(init, initImage.orElse(image.root), Map.of(), "/", command);
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
        List<String> script = new ArrayList<>(files.mount(root, list(container, "volumeMounts")));
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

    /** Neither root nor any capability, and nowhere to write but its volumes. */
    void requireUnprivileged() {
        assertThat(status("Uid")).isEqualTo("10001\t10001\t10001\t10001");
        assertThat(status("Gid")).isEqualTo("10001\t10001\t10001\t10001");
        for (String set : List.of("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")) {
            assertThat(status(set)).as(set).isEqualTo("0000000000000000");
        }
        assertThat(status("NoNewPrivs")).isEqualTo("1");
        Chart.read(Path.of("/proc/" + pid() + "/mountinfo"))
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> List.of("/", "/usr", "/app", "/etc/vcl-webflux-app", "/opt/vpp/lib")
                        .contains(fields[4]))
                .forEach(fields -> assertThat(fields[5]).as(fields[4]).startsWith("ro"));
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
        // In order, where it still can: VPP 26.06 may crash on replies of an application that was killed.
        process.destroy();
        process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionallyCompose(e -> process.destroyForcibly().onExit())
                .join();
    }

    /** Lets other users into a directory of JUnit, which are their owner's only. */
    static void open(Path directory) throws IOException {
        for (Path at = directory;
                at != null && at.startsWith(System.getProperty("java.io.tmpdir"));
                at = at.getParent()) {
            if (!at.toString().equals(System.getProperty("java.io.tmpdir"))) {
                Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
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
