/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.vppcom.library.VppcomUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
        byte[] elf = Files.readAllBytes(anyLibrary());
        elf[18] = (byte)
                ("amd64".equals(System.getProperty("os.arch")) ? ElfFile.MACHINE_AARCH64 : ElfFile.MACHINE_X86_64);
        elf[19] = 0;
        Path foreign = Files.write(directory.resolve("libvppcom.so.26.06"), elf);
        refused(foreign, Reason.WRONG_ARCHITECTURE, "is for another processor");
    }

    @Test
    void refusesALibraryWithoutVclsFunctions() throws IOException {
        Path other = Files.copy(anyLibrary(), directory.resolve("libvppcom.so.26.06"));
        refused(other, Reason.MISSING_SYMBOL, "has no function vcl_flush_mq_events");
    }

    @Test
    void refusesAReleaseWhoseAttributesAreNumberedDifferently() throws IOException {
        byte[] elf = Files.readAllBytes(anyLibrary());
        Path old = Files.write(directory.resolve("libvppcom.so.21.06"), elf);
        // the SONAME inside is another library's, so that the file's name counts
        refused(old, Reason.UNKNOWN_RELEASE, "is of VPP 21.06");
    }

    @Test
    void readsNameAndNeedsOfALibrary() throws IOException {
        ElfFile elf = ElfFile.read(anyLibrary());
        assertThat(elf.soname()).startsWith("lib").contains(".so");
        assertThat(elf.needed()).anyMatch(name -> name.startsWith("libc.so"));
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
                .isThrownBy(() -> NativeVppcomProvider.open(LibraryFinder.find(path)))
                .withMessageContaining(message)
                .matches(e -> e.reason() == reason)
                .matches(e -> !e.remedy().isBlank());
    }

    /** A small library that every Linux has. */
    private static Path anyLibrary() throws IOException {
        for (Path place : LibraryFinder.systemPlaces()) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    var found = files.filter(
                                    file -> file.getFileName().toString().matches("libm\\.so\\.\\d+|libz\\.so\\.1"))
                            .findFirst();
                    if (found.isPresent()) {
                        return found.get().toRealPath();
                    }
                }
            }
        }
        throw new IllegalStateException("Neither libm nor libz in " + LibraryFinder.systemPlaces());
    }
}
