/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The init container that copies the library, with its script run here. */
class LibraryCopyTests {

    private static final String INIT =
            "{library: {source: init, release: '25.10', init: {image: 'calicovpp/vclsidecar:v3.31.0'}}}";

    @TempDir
    private Path directory;

    private Path from;

    private Path to;

    @BeforeEach
    void create() throws IOException {
        from = Files.createDirectory(directory.resolve("from"));
        to = directory.resolve("to");
    }

    /** The names of VPP's five libraries. */
    static List<String> libraries(String version) {
        return Stream.of("vppcom", "vppinfra", "svm", "vlibmemoryclient", "vlibapi")
                .map(name -> "lib" + name + ".so." + version)
                .toList();
    }

    static void createLibraries(Path directory, String version) throws IOException {
        for (String name : libraries(version)) {
            Files.createFile(directory.resolve(name));
        }
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"25.10", "25.10.0"})
    void copiesTheLibrariesOfTheReleaseByWhateverNameItsBuildGivesThem(String version) throws Exception {
        createLibraries(from, version);
        createLibraries(from, "26.06");
        assertThat(run(INIT)).isEmpty();
        assertThat(names(to)).containsExactlyInAnyOrderElementsOf(libraries(version));
    }

    /** A library that others may write to is not loaded. */
    @Test
    void makesADirectoryThatOnlyItsOwnerMayWriteTo() throws Exception {
        createLibraries(from, "25.10.0");
        run(INIT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void copiesTheLibraryThatIsNotOfVpp() throws Exception {
        createLibraries(from, "25.10.0");
        Files.createFile(from.resolve("libunwind.so.8.0.1"));
        Files.createSymbolicLink(from.resolve("libunwind.so.8"), Path.of("libunwind.so.8.0.1"));
        assertThat(run(INIT)).isEmpty();
        assertThat(Files.isRegularFile(to.resolve("libunwind.so.8"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void failsWithoutALibraryOfTheReleaseAndNamesTheOthers() throws Exception {
        createLibraries(from, "26.06");
        assertThat(run(INIT))
                .isEqualTo("There is no libvppcom of VPP 25.10 in " + from + ". Found: libvppcom.so.26.06\n");
        Files.createFile(from.resolve("libvppcom.so.25.10.0"));
        assertThat(run(INIT)).startsWith("There is no libvppinfra of VPP 25.10 in ");
    }

    @Test
    void copiesTheLibrariesOfTheNodeByTheImageOfTheApplication() {
        JsonObject pod = pod("{library: {source: host, host: {directory: /opt/node}}}");
        JsonObject init = Chart.at(pod, "initContainers.0").getAsJsonObject();
        assertThat(init.get("image")).isEqualTo(Chart.at(pod, "containers.0.image"));
        assertThat(variable(init, "FROM")).isEqualTo("/node-library");
        assertThat(Chart.at(init, "volumeMounts.1.mountPath").getAsString()).isEqualTo("/node-library");
        String volume = Chart.at(init, "volumeMounts.1.name").getAsString();
        assertThat(pod.getAsJsonArray("volumes")).anySatisfy(element -> {
            assertThat(Chart.at(element, "name").getAsString()).isEqualTo(volume);
            assertThat(Chart.at(element, "hostPath.path").getAsString()).isEqualTo("/opt/node");
        });
    }

    private static JsonObject pod(String values) {
        return Chart.at(Manifests.of(new Helm3().template(values)).one("Deployment"), "spec.template.spec")
                .getAsJsonObject();
    }

    private static String variable(JsonObject container, String name) {
        return container.getAsJsonArray("env").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(variable -> variable.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow()
                .get("value")
                .getAsString();
    }

    /** Runs the init container's command on the directories of this test. Returns its message if it fails. */
    private String run(String values) throws IOException, InterruptedException {
        JsonObject init = Chart.at(pod(values), "initContainers.0").getAsJsonObject();
        List<String> command = new ArrayList<>();
        init.getAsJsonArray("command").forEach(word -> command.add(word.getAsString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("FROM", from.toString());
        builder.environment().put("TO", to.toString());
        builder.environment().put("RELEASE", variable(init, "RELEASE"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(output.isEmpty() ? 0 : 1);
        return output;
    }
}
