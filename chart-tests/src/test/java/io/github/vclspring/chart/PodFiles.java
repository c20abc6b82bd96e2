/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The root file system of a pod's container: its image, read-only, and its volumes. This machine's {@code /usr} stands in for the base image. */
final class PodFiles {

    private final Path directory;
    private final List<JsonElement> volumes;
    private final JsonObject config;
    private final Map<String, Path> node;

    /**
     * Of all containers of a pod.
     *
     * @param directory where volumes that are not the node's are made
     * @param volumes as in the pod's specification
     * @param config the files of the ConfigMap
     * @param node what the node has at the paths of hostPath volumes
     */
    PodFiles(Path directory, List<JsonElement> volumes, JsonObject config, Map<String, Path> node) {
        this.directory = directory;
        this.volumes = volumes;
        this.config = config;
        this.node = node;
    }

    /** Commands of a shell that make the root, in a mount namespace of their own. */
    List<String> mount(Path root, List<JsonElement> mounts) throws IOException {
        List<String> script =
                new ArrayList<>(List.of("set -e", "mount --make-rprivate /", "mount --bind " + root + " " + root));
        baseImage(root, script);
        for (JsonElement element : mounts) {
            mount(root, element.getAsJsonObject(), script);
        }
        script.add("mount -o remount,bind,ro " + root);
        return script;
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
        JsonObject volume = volumes.stream()
                .map(JsonElement::getAsJsonObject)
                .filter(candidate -> candidate.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
        Path source;
        if (volume.has("hostPath")) {
            String path = Chart.at(volume, "hostPath.path").getAsString();
            source = Objects.requireNonNull(node.get(path), path);
        } else {
            source = directory.resolve(name);
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
}
