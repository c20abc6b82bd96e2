/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class VppHomeTests {

    private final String usual = System.getProperty("vpp.home", "");

    @TempDir
    private Path home;

    @AfterEach
    void restore() {
        if (usual.isEmpty()) {
            System.clearProperty("vpp.home");
        } else {
            System.setProperty("vpp.home", usual);
        }
    }

    @Test
    void namesWhatIsMissingOneAfterTheOther() throws IOException {
        System.setProperty("vpp.home", home.toString());
        assertThat(VppHome.whyMissing()).hasValue("there is no vpp in VPP_HOME, " + home);

        program("bin/vpp");
        assertThat(VppHome.whyMissing())
                .hasValueSatisfying(reason -> assertThat(reason).contains("no vppctl"));

        program("bin/vppctl");
        assertThat(VppHome.whyMissing())
                .hasValueSatisfying(reason -> assertThat(reason).contains("vpp_plugins"));

        file("lib/x86_64-linux-gnu/vpp_plugins/af_packet_plugin.so");
        assertThat(VppHome.whyMissing())
                .hasValueSatisfying(reason -> assertThat(reason).contains("libvcl_ldpreload.so"));
    }

    @Test
    void findsAnInstallationByItsRootAndByItsBin() {
        VppHome.whyMissing().ifPresent(Assumptions::abort);
        VppHome installed = VppHome.find();

        for (Path directory : new Path[] {
            installed.vpp().getParent(), installed.vpp().resolve("../..").normalize()
        }) {
            System.setProperty("vpp.home", directory.toString());
            assertThat(VppHome.find().vpp()).isEqualTo(installed.vpp());
            assertThat(VppHome.find().libraryPath()).isNotNull();
        }
    }

    private void program(String name) throws IOException {
        Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path file(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }
}
