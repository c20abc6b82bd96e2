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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritableByOthersTests {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        directory = directory.toRealPath();
        file = Files.createFile(directory.resolve("libvppcom.so.26.06"));
        permit(file, "rw-r--r--");
    }

    @Test
    void aFileOfItsOwnerIsTrustedAlsoBelowAStickyDirectory() throws IOException {
        assertThat(WritableByOthers.find(file)).isEmpty();
    }

    @Test
    void aFileThatEverybodyMayWriteIsFound() throws IOException {
        permit(file, "rw-rw-rw-");
        assertThat(WritableByOthers.find(file)).contains(file);
    }

    @Test
    void aFileThatItsGroupMayWriteIsFound() throws IOException {
        permit(file, "rw-rw-r--");
        assertThat(WritableByOthers.find(file)).contains(file);
    }

    @Test
    void aDirectoryInWhichItsGroupMayReplaceItIsFound() throws IOException {
        permit(directory, "rwxrwxr-x");
        assertThat(WritableByOthers.find(file)).contains(directory);
    }

    @Test
    void aDirectoryInWhichEverybodyMayReplaceItIsFound() throws IOException {
        permit(directory, "rwxrwxrwx");
        assertThat(WritableByOthers.find(file)).contains(directory);
    }

    @Test
    void aLibraryFromSuchAPlaceIsNotLoaded() throws IOException {
        permit(directory, "rwxrwxrwx");
        assertThatExceptionOfType(VppcomUnavailableException.class)
                .isThrownBy(() -> Vcl.load(Vcl.VPP, file))
                .withMessageContaining("users other than its owner may write to " + directory)
                .matches(e -> e.reason() == Reason.WRITABLE_BY_OTHERS);
    }

    @Test
    void aLibraryThatNeedsOneFromSuchAPlaceIsFound() throws IOException {
        Path library = Files.copy(SmallLibrary.find(), directory.resolve("library.so"));
        permit(library, "rw-r--r--");
        Path places = Files.createDirectory(directory.resolve("places"));
        permit(places, "rwxr-xr-x");
        Path needed = Files.createFile(places.resolve(SmallLibrary.NEEDED));
        permit(needed, "rw-r--r--");
        assertThat(WritableByOthers.findForLibrary(library, List.of(places))).isEmpty();
        permit(needed, "rw-rw-r--");
        assertThat(WritableByOthers.findForLibrary(library, List.of(places))).contains(needed);
    }

    @Test
    void aConfigurationFromSuchAPlaceIsRefused() throws IOException {
        permit(file, "rw-rw-rw-");
        assertThatExceptionOfType(VclConfigException.class)
                .isThrownBy(() -> VclConfig.builder().configFile(file).build())
                .matches(e -> e.rule().contains("users other than its owner may write to " + file));
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
