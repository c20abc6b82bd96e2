/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every cause of a failed start that only a real VPP has, and what the sample says of it. */
@VppTest
class StartFailuresOnVppIT {

    private static final int MANAGEMENT_PORT = 19084;

    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    @TempDir
    private Path directory;

    @Test
    void nobodyListens(PrivateVpp vpp) {
        vpp.kill();
        fails(vpp, List.of(), "Nobody listens on the app socket " + vpp.appSocket(), "systemctl status vpp");
    }

    @Test
    void theSocketIsForbidden(PrivateVpp vpp) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        for (Path path = vpp.appSocket().getParent(); !path.equals(temporary); path = path.getParent()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> command = new ArrayList<>(AS_NOBODY);
        command.addAll(SampleProcess.java(List.of("-jar", copyOfTheJar().toString())));
        command.addAll(List.of("--vcl.mode=vpp", "--vcl.app-socket-api=" + vpp.appSocket()));
        requireFailure(
                SampleProcess.launch(command, directory, MANAGEMENT_PORT),
                "This process may not write to the app socket " + vpp.appSocket() + ": it belongs to uid 0 and gid 0",
                "this process has Uid: 65534 65534 65534 65534 Gid: 65534 65534 65534 65534 Groups:",
                "supplementalGroups");

        Path closed = vpp.appSocket().getParent();
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-x---"));
        requireFailure(
                SampleProcess.launch(command, directory, MANAGEMENT_PORT),
                "This process may not search the directory " + closed + " for the app socket " + vpp.appSocket(),
                "it belongs to uid 0 and gid 0, mode 750; this process has Uid: 65534",
                "chmod o+x " + closed);
    }

    @Test
    void theSessionLayerIsNotEnabled(PrivateVpp vpp) {
        vpp.cli("session", "disable");
        try {
            fails(
                    vpp,
                    List.of("--vcl.session-timeout=3s"),
                    "VPP attached this application, and did not answer its listen on",
                    "Is VPP's session layer enabled?");
        } finally {
            vpp.cli("session", "enable");
        }
    }

    @Test
    void vppHasNoMemoryForTheSegment(PrivateVpp vpp) throws Exception {
        // The application of another test may still be on its way out: what VPP frees of it would be room for this one.
        vpp.restart();
        VppMemory.limit(vpp, 100 << 20);
        try {
            fails(
                    vpp,
                    List.of(),
                    "VPP did not attach the application 'vcl-sample'",
                    "of a segment or memory, lower vcl.segment-size");
        } finally {
            VppMemory.unlimit(vpp);
        }
        assertThat(vpp.logs()).contains("Cannot allocate memory");
    }

    @Test
    void theUsersOwnFileAllowsTooFewWorkers(PrivateVpp vpp) throws IOException {
        Path file = Files.writeString(
                directory.resolve("vcl.conf"),
                "vcl {\n app-socket-api " + vpp.appSocket()
                        + "\n use-mq-eventfd\n app-scope-global\n max-workers 2\n}\n");
        List<String> command = new ArrayList<>(
                SampleProcess.java(List.of("-jar", SampleProcess.jar().toString())));
        command.addAll(List.of("--vcl.mode=vpp", "--vcl.worker.count=4", "--vcl.config-file=" + file));
        SampleProcess sample = SampleProcess.launch(command, directory, MANAGEMENT_PORT);
        requireFailure(
                sample,
                "VPP refused worker 2 of 4 (vppcom_worker_register: Already exists (EEXIST))",
                "Raise vcl.max-workers");
    }

    @Test
    void theLibraryIsOfAnotherReleaseThanVpp(PrivateVpp vpp) throws IOException {
        Path real = vpp.home().ldpLibrary().resolveSibling("libvppcom.so");
        String text = Files.readString(real.toRealPath(), StandardCharsets.ISO_8859_1);
        String name = real.toRealPath().getFileName().toString();
        String release = name.substring("libvppcom.so.".length());
        Files.writeString(
                directory.resolve("libvppcom.so.25.10"),
                text.replace(name, "libvppcom.so.25.10"),
                StandardCharsets.ISO_8859_1);
        fails(
                vpp,
                List.of("--vcl.library-path=" + directory),
                "The VPP behind " + vpp.appSocket() + " is of release " + release + ", and ",
                "of release 25.10: they would misread each other's memory",
                "Install VPP's libraries of release " + release);
    }

    @Test
    void vppDoesNotAnswer(PrivateVpp vpp) {
        vpp.pause();
        try {
            fails(
                    vpp,
                    List.of(),
                    "VPP accepted the connection to its app socket, and has not answered for 30 s",
                    "is it stopped",
                    "libvppcom still waits for VPP to answer the attachment 10 s after the end of this process began");
        } finally {
            vpp.resume();
        }
    }

    @Test
    void aVariableThatOverridesAPropertyIsNamed(PrivateVpp vpp) {
        try (SampleProcess sample = SampleProcess.launchBy(
                        List.of("env", "VCL_APP_SCOPE_LOCAL=1"),
                        vpp,
                        directory,
                        MANAGEMENT_PORT,
                        "--vcl.app-scope-local=false")
                .awaitStart()) {
            assertThat(sample.log())
                    .contains(
                            "The environment variable VCL_APP_SCOPE_LOCAL=1 overrides the property vcl.app-scope-local");
            assertThat(sample.terminate()).isEqualTo(143);
        }
    }

    private void fails(PrivateVpp vpp, List<String> properties, String... texts) {
        requireFailure(SampleProcess.launch(vpp, directory, MANAGEMENT_PORT, properties.toArray(String[]::new)), texts);
    }

    private static void requireFailure(SampleProcess sample, String... texts) {
        try (sample) {
            assertThat(sample.awaitExit()).as(sample.log()).isEqualTo(1);
            String log = sample.log();
            System.out.println(log.substring(Math.max(0, log.indexOf("APPLICATION FAILED TO START"))));
            assertThat(log)
                    .contains("APPLICATION FAILED TO START")
                    .contains(texts)
                    .doesNotContain("\tat ");
            assertThat(sample.crashed()).as("hs_err file").isFalse();
        }
    }

    /** Where everybody may read it. */
    private Path copyOfTheJar() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.copy(SampleProcess.jar(), directory.resolve("sample.jar"));
    }
}
