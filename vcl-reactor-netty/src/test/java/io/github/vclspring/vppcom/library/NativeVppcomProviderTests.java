/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeVppcomProviderTests {

    @TempDir
    private Path directory;

    @Test
    void namesFunctionsAsCDoes() {
        assertThat(NativeVppcomProvider.symbol("sessionRead")).isEqualTo("vppcom_session_read");
        assertThat(NativeVppcomProvider.symbol("workerMqsEpfd")).isEqualTo("vppcom_worker_mqs_epfd");
        assertThat(NativeVppcomProvider.symbol("appCreate")).isEqualTo("vppcom_app_create");
    }

    @Test
    void saysWhereItLookedInVain() {
        refused(directory, Reason.PATH_WITHOUT_LIBRARY, "There is no libvppcom.so");
        refused(directory.resolve("absent"), Reason.PATH_WITHOUT_LIBRARY, "does not exist");
    }

    @Test
    void refusesAFileThatIsNoLibrary() throws IOException {
        Path text = Files.writeString(directory.resolve("libvppcom.so.26.06"), "not a library");
        refused(text, Reason.WRONG_ARCHITECTURE, "is not a 64-bit ELF library");
    }

    @Test
    void refusesALibraryOfAnotherProcessor() throws IOException {
        byte[] elf = Files.readAllBytes(SmallLibrary.find());
        elf[18] = (byte)
                ("amd64".equals(System.getProperty("os.arch")) ? ElfFile.MACHINE_AARCH64 : ElfFile.MACHINE_X86_64);
        elf[19] = 0;
        Path foreign = Files.write(directory.resolve("libvppcom.so.26.06"), elf);
        refused(foreign, Reason.WRONG_ARCHITECTURE, "is for another processor");
    }

    @Test
    void refusesALibraryWithoutVclsFunctions() throws IOException {
        Path other = Files.copy(SmallLibrary.find(), directory.resolve("libvppcom.so.26.06"));
        refused(other, Reason.MISSING_SYMBOL, "has no function vcl_flush_mq_events");
    }

    @Test
    void refusesAReleaseWhoseAttributesAreNumberedDifferently() throws IOException {
        byte[] elf = Files.readAllBytes(SmallLibrary.find());
        Path old = Files.write(directory.resolve("libvppcom.so.21.06"), elf);
        // the SONAME inside is another library's, so that the file's name counts
        refused(old, Reason.UNKNOWN_RELEASE, "is of VPP 21.06");
    }

    @Test
    void refusesALibraryOfAnotherReleaseThanTheExpectedOne() throws IOException {
        Path library = Files.copy(SmallLibrary.find(), directory.resolve("libvppcom.so.25.10.0"));
        for (String expected : new String[] {"26.06", "25.1", "25.10.1"}) {
            assertThatExceptionOfType(VppcomUnavailableException.class)
                    .isThrownBy(() -> NativeVppcomProvider.open(library, expected))
                    .withMessage(library + " is of VPP 25.10.0, and vcl.expected-release is " + expected)
                    .matches(e -> e.reason() == Reason.RELEASE_MISMATCH)
                    .matches(e -> e.remedy().contains("libraries of release " + expected));
        }
    }

    @Test
    void takesALibraryWhoseVersionBeginsWithTheExpectedRelease() throws IOException {
        Path library = Files.copy(SmallLibrary.find(), directory.resolve("libvppcom.so.25.10.0"));
        for (String expected : new String[] {"25.10", "25.10.0"}) {
            assertThatExceptionOfType(VppcomUnavailableException.class)
                    .isThrownBy(() -> NativeVppcomProvider.open(library, expected))
                    .matches(e -> e.reason() == Reason.MISSING_SYMBOL);
        }
    }

    @Test
    void refusesALibraryWithoutAReleaseIfOneIsExpected() throws IOException {
        Path library = Files.copy(SmallLibrary.find(), directory.resolve("libvppcom.so"));
        assertThatExceptionOfType(VppcomUnavailableException.class)
                .isThrownBy(() -> NativeVppcomProvider.open(library, "25.10"))
                .withMessage(library + " does not name its release, and vcl.expected-release is 25.10")
                .matches(e -> e.reason() == Reason.RELEASE_MISMATCH);
    }

    @Test
    void refusesALibraryThatWasReplacedWhileItWasLoaded() throws IOException {
        Path library = Files.writeString(directory.resolve("libvppcom.so.25.10.0"), "25.10.0");
        var checked = NativeVppcomProvider.identities(library);
        NativeVppcomProvider.requireUnchanged(library, checked);
        Path upgrade = Files.writeString(directory.resolve("upgrade"), "25.10.1");
        Files.move(upgrade, library, StandardCopyOption.REPLACE_EXISTING);
        assertThatExceptionOfType(VppcomUnavailableException.class)
                .isThrownBy(() -> NativeVppcomProvider.requireUnchanged(library, checked))
                .withMessage(library + ", or a library that it needs, was replaced while it was loaded")
                .matches(e -> e.reason() == Reason.LINK_ERROR);
    }

    @Test
    void readsNameAndNeedsOfALibrary() throws IOException {
        ElfFile elf = ElfFile.read(SmallLibrary.find());
        assertThat(elf.soname()).startsWith("lib").contains(".so");
        assertThat(elf.needed()).contains(SmallLibrary.NEEDED);
    }

    @Test
    void anUnknownProviderIsRefusedWithTheRemedy() {
        assertThatExceptionOfType(VppcomUnavailableException.class)
                .isThrownBy(() -> Vcl.load("elsewhere", null))
                .matches(e -> e.reason() == Reason.NO_PROVIDER)
                .matches(e -> e.remedy().contains("'vpp' or 'loopback'"));
    }

    private static void refused(Path path, Reason reason, String message) {
        assertThatExceptionOfType(VppcomUnavailableException.class)
                .isThrownBy(() -> NativeVppcomProvider.open(LibraryFinder.find(path, null), null))
                .withMessageContaining(message)
                .matches(e -> e.reason() == reason)
                .matches(e -> !e.remedy().isBlank());
    }
}
