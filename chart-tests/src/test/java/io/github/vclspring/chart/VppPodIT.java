/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.NeedsPrograms;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.PrivateVppBuilder;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modes hostPath and calico on a real VPP, with the sample application as a user who owns nothing. */
@NeedsRoot
@NeedsPrograms("curl")
@VppTest(VppPodIT.OfAGroup.class)
class VppPodIT {

    /** The group "daemon", which every Linux has: VPP takes none that /etc/group does not name. */
    private static final int GROUP = 1;

    private static final String READINESS = "http://127.0.0.1:8081/actuator/health/readiness";

    /** How often VPP goes away and comes back; more for a long test. */
    private static final int RETURNS = Integer.getInteger("vpp.returns", 1);

    @TempDir
    private Path directory;

    /** VPP's sockets are for one group. */
    static final class OfAGroup implements Consumer<PrivateVppBuilder> {

        @Override
        public void accept(PrivateVppBuilder builder) {
            builder.group(Integer.toString(GROUP));
        }
    }

    @BeforeEach
    void openDirectory() throws IOException {
        Pod.open(directory);
    }

    @Test
    void attachesByTheGroupOfTheMountedSocketAndServesWithTheLibraryOfTheImage(PrivateVpp vpp) throws IOException {
        Dockerfile.Stage image = Image.withLibrary(
                Files.createDirectory(directory.resolve("image")), Image.libraries(vpp), Image.release(vpp));
        try (Pod pod = start(vpp, image, hostPath(vpp, GROUP, "image"), Optional.empty())) {
            assertThat(pod.await("curl", "-sf", READINESS)).contains("\"status\":\"UP\"");
            assertThat(pod.await("curl", "-sf", "http://" + vpp.vppAddress() + ":8080/api/greeting"))
                    .isNotEmpty();
            assertThat(vpp.cli("show app")).contains("demo-vcl-webflux-app");
            requireComputedMemoryToHold(vpp, pod);
            pod.requireUnprivileged();
            assertThat(pod.status("Groups")).isEqualTo(GROUP + " 10001");
            assertThat(Chart.read(Path.of("/proc/" + pod.pid() + "/maps")))
                    .contains("/opt/vpp/lib/libvppcom.so." + Image.release(vpp))
                    .contains("/opt/vpp/lib/libvppinfra.so." + Image.release(vpp));
            requireReturnWithVpp(vpp, pod, vpp.vppAddress(), () -> {});
            assertThat(pod.terminate()).as(pod.log()).isEqualTo(143);
        }
        assertThat(vpp.isAlive()).isTrue();
    }

    /** Without VPP the pod lives and is not ready; with it, it serves again. */
    private static void requireReturnWithVpp(PrivateVpp vpp, Pod pod, String address, Runnable afterRestart) {
        for (int i = 0; i < RETURNS; i++) {
            vpp.kill();
            pod.await("sh", "-c", "curl -s " + READINESS + " | grep -q '\"status\":\"DOWN\"'");
            pod.await("curl", "-sf", READINESS.replace("readiness", "liveness"));
            vpp.restart();
            afterRestart.run();
            pod.await("curl", "-sf", READINESS);
            pod.await("curl", "-sf", "http://" + address + ":8080/api/greeting");
        }
    }

    /** The default values are for 500 connections, and then VCL maps no more than the request for memory counts. */
    private static void requireComputedMemoryToHold(PrivateVpp vpp, Pod pod) {
        String hold = """
                import socket
                held = []
                for i in range(500):
                    held.append(socket.create_connection(("%s", 8080)))
                    held[-1].sendall(b"GET /api/greeting HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
                    assert held[-1].recv(4096).startswith(b"HTTP/1.1 200")
                print("held", flush=True)
                import time
                time.sleep(60)
                """.formatted(vpp.vppAddress());
        try (Program clients = vpp.namespace().start("python3", "-c", hold)) {
            Awaitility.await("500 connections").atMost(Duration.ofSeconds(60)).until(() -> {
                if (!clients.isAlive()) {
                    throw new IllegalStateException(clients.stderr());
                }
                return clients.stdout().contains("held");
            });
            long mapped = Chart.read(Path.of("/proc/" + pod.pid() + "/maps"))
                    .lines()
                    .filter(line -> line.contains("/memfd:seg-") || line.contains("/dev/zero"))
                    .mapToLong(VppPodIT::size)
                    .sum();
            assertThat(mapped >> 20).isPositive().isLessThanOrEqualTo(64 + 2 * (64 + 128));
        }
    }

    private static long size(String mapping) {
        String[] range = mapping.split("[- ]", 3);
        return Long.parseLong(range[1], 16) - Long.parseLong(range[0], 16);
    }

    /** That it says so shows that the library of the node was loaded: nobody looks at the socket before. */
    @Test
    void doesNotStartWithoutTheGroupOfTheSocketAndSaysSoWithTheLibraryOfTheNode(PrivateVpp vpp) throws IOException {
        Dockerfile.Stage image = Image.plain(Files.createDirectory(directory.resolve("image")));
        try (Pod pod = start(
                vpp,
                image,
                hostPath(vpp, GROUP + 1, "host").replace("mode:", "vcl: {attach: {timeout: 1s}}, mode:"),
                Optional.empty())) {
            assertThat(pod.awaitEnd()).isEqualTo(1);
            assertThat(pod.log()).contains("may not write to the app socket").contains("supplementalGroups");
        }
    }

    /** As calico-vpp does it: an app namespace whose socket is abstract, and in the pod's network namespace. */
    @Test
    void attachesByTheAbstractSocketInThePodsNetworkNamespaceWithTheLibraryOfAnInitContainer(PrivateVpp vpp)
            throws IOException {
        Runnable appNamespace = () -> vpp.cli(
                "app ns add id app-ns-pod secret 0 if loop0 sock-name abstract:vpp/session,netns_name=/var/run/netns/"
                        + vpp.namespaceName());
        Dockerfile.Stage image = Image.plain(Files.createDirectory(directory.resolve("image")));
        Path sidecar = Files.createDirectories(directory.resolve("sidecar"));
        Path libraries = Files.createDirectory(sidecar.resolve("libraries"));
        for (String name : new String[] {"vppcom", "vppinfra", "svm", "vlibmemoryclient", "vlibapi"}) {
            String file = "lib" + name + ".so." + Image.release(vpp);
            Files.copy(Image.libraries(vpp).resolve(file), libraries.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        String values =
                "{mode: calico, drainSeconds: 2, jvm: {options: [-XX:TieredStopAtLevel=1]}, library: {release: '%s', source: init, init: {image: a:1, directory: /libraries}}}"
                        .formatted(Image.release(vpp));
        try (Pod pod = start(vpp, image, values, Optional.of(sidecar))) {
            // the default configuration waits for VPP
            Awaitility.await("the start of the wait")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> pod.log()
                            .contains("Waiting up to 120 s for VPP: There is no abstract app socket 'vpp/session'"));
            appNamespace.run();
            assertThat(pod.await("curl", "-sf", READINESS)).contains("\"status\":\"UP\"");
            assertThat(pod.await("curl", "-sf", "http://" + vpp.loopbackAddress() + ":8080/api/greeting"))
                    .isNotEmpty();
            assertThat(vpp.cli("show app")).contains("demo-vcl-webflux-app");
            pod.requireUnprivileged();
            assertThat(pod.status("Groups")).isEqualTo("10001");
            requireReturnWithVpp(vpp, pod, vpp.loopbackAddress(), appNamespace);
            assertThat(pod.terminate()).as(pod.log()).isEqualTo(143);
        }
        assertThat(vpp.isAlive()).isTrue();
    }

    private Pod start(PrivateVpp vpp, Dockerfile.Stage image, String values, Optional<Path> initImage) {
        Map<String, Path> node = Map.of(
                "/run/vpp/app_ns_sockets", vpp.appSocket().getParent(),
                "/node/lib", Image.libraries(vpp));
        return new Pod(
                directory,
                Manifests.of(new Helm3().template(values)),
                image,
                initImage,
                node,
                command -> vpp.namespace().builder(command));
    }

    private static String hostPath(PrivateVpp vpp, int group, String source) {
        return "{mode: hostPath, hostPath: {gid: %d}, drainSeconds: 2, jvm: {options: [-XX:TieredStopAtLevel=1]}, library: {release: '%s', source: %s, host: {directory: /node/lib}}}"
                .formatted(group, Image.release(vpp), source);
    }
}
