/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclConfigException;
import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldWritableTests {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        directory = directory.toRealPath();
        file = Files.createFile(directory.resolve("libvppcom.so.26.06"));
    }

    @Test
    void aFileOfItsOwnerIsTrustedAlsoBelowAStickyDirectory() throws IOException {
        assertThat(WorldWritable.find(file)).isEmpty();
    }

    @Test
    void aFileThatEverybodyMayWriteIsFound() throws IOException {
        permit(file, "rw-rw-rw-");
        assertThat(WorldWritable.find(file)).contains(file);
    }

    @Test
    void aDirectoryInWhichEverybodyMayReplaceItIsFound() throws IOException {
        permit(directory, "rwxrwxrwx");
        assertThat(WorldWritable.find(file)).contains(directory);
    }

    @Test
    void aLibraryFromSuchAPlaceIsNotLoaded() throws IOException {
        permit(directory, "rwxrwxrwx");
        assertThatExceptionOfType(VppcomUnavailableException.class)
                .isThrownBy(() -> Vcl.load(Vcl.VPP, file))
                .withMessageContaining("everyone may write to " + directory)
                .matches(e -> e.reason() == Reason.WORLD_WRITABLE);
    }

    @Test
    void aConfigurationFromSuchAPlaceIsRefused() throws IOException {
        permit(file, "rw-rw-rw-");
        assertThatExceptionOfType(VclConfigException.class)
                .isThrownBy(() -> VclConfig.builder().configFile(file).build())
                .matches(e -> e.rule().contains("everyone may write to " + file));
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
