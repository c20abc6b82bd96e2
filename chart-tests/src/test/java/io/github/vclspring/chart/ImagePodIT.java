/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.NeedsPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image, with nothing but what the pod gives it. */
@NeedsRoot
@NeedsPrograms("curl")
class ImagePodIT {

    @TempDir
    private Path directory;

    @Test
    void holdsTheLibrariesOfAReleaseByWhateverNameItsBuildGivesThem() throws IOException {
        for (String version : List.of("25.10", "25.10.0")) {
            Path libraries = Files.createDirectory(directory.resolve(version));
            LibraryCopyTests.createLibraries(libraries, version);
            LibraryCopyTests.createLibraries(libraries, "26.06");
            Path scratch = Files.createDirectory(directory.resolve("image-" + version));
            Dockerfile.Stage image = Image.withLibrary(scratch, libraries, "25.10");
            assertThat(LibraryCopyTests.names(image.root.resolve("opt/vpp/lib")))
                    .containsExactlyInAnyOrderElementsOf(LibraryCopyTests.libraries(version));
        }
    }

    @Test
    void runsAsAnotherUserOnAReadOnlyTree() throws IOException {
        Pod.open(directory);
        Manifests manifests = Manifests.of(new Helm3()
                .template(
                        "{mode: loopback, server: {port: %d}, management: {port: %d}, drainSeconds: 2, jvm: {options: [-XX:TieredStopAtLevel=1]}}"
                                .formatted(LoopbackPodIT.PORT, LoopbackPodIT.MANAGEMENT_PORT)));
        Dockerfile.Stage image = Image.plain(Files.createDirectory(directory.resolve("image")));
        assertThat(image.user).isEqualTo("10001:10001");
        assertThat(image.base).contains("-jre-");
        List<String> layers = new ArrayList<>();
        try (var files = Files.list(image.root.resolve("app"))) {
            files.forEach(file -> layers.add(file.getFileName().toString()));
        }
        assertThat(layers).containsExactlyInAnyOrder("application.jar", "lib");
        try (Pod pod = new Pod(directory, manifests, image, Optional.empty(), Map.of(), ProcessBuilder::new)) {
            String health = pod.await(
                    "curl", "-sf", "http://127.0.0.1:" + LoopbackPodIT.MANAGEMENT_PORT + "/actuator/health/readiness");
            assertThat(health).contains("\"status\":\"UP\"");
            assertThat(pod.await("curl", "-sf", "http://127.0.0.1:" + LoopbackPodIT.PORT + "/api/greeting"))
                    .isNotEmpty();
            pod.requireUnprivileged();
            assertThat(pod.terminate()).as(pod.log()).isEqualTo(143);
        }
    }
}
