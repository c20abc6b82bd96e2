/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFinderTests {

    @TempDir
    private Path directory;

    @Test
    void takesAFileAsItIs() throws IOException {
        Path file = Files.createFile(directory.resolve("any-name"));
        assertThat(LibraryFinder.find(file, "25.10")).isEqualTo(file);
    }

    @Test
    void comparesVersionsByTheirNumbers() throws IOException {
        create("libvppcom.so", "libvppcom.so.25.06.0", "libvppcom.so.25.10", "libvppcom.so.25.10.9");
        assertThat(find(null)).isEqualTo("libvppcom.so.25.10.9");
        create("libvppcom.so.25.10.10");
        assertThat(find(null)).isEqualTo("libvppcom.so.25.10.10");
        create("libvppcom.so.26.02");
        assertThat(find(null)).isEqualTo("libvppcom.so.26.02");
    }

    @Test
    void prefersTheExpectedReleaseToANewerOne() throws IOException {
        create("libvppcom.so.25.06.0", "libvppcom.so.25.10.0", "libvppcom.so.25.10.1", "libvppcom.so.26.06");
        assertThat(find("25.10")).isEqualTo("libvppcom.so.25.10.1");
        assertThat(find("25.10.0")).isEqualTo("libvppcom.so.25.10.0");
        assertThat(find("26.06")).isEqualTo("libvppcom.so.26.06");
        // refused later, with its release
        assertThat(find("26.02")).isEqualTo("libvppcom.so.26.06");
    }

    @Test
    void takesTheBareNameOnlyIfThereIsNoOther() throws IOException {
        create("libvppcom.so", "libvppcom.so.26.06.bak", "libvppcom.so.debug");
        assertThat(find(null)).isEqualTo("libvppcom.so");
        create("libvppcom.so.24.10.0");
        assertThat(find(null)).isEqualTo("libvppcom.so.24.10.0");
    }

    @Test
    void findsWhatALibraryNeedsInEveryPlace() throws IOException {
        Path library =
                Files.copy(SmallLibrary.find(), directory.resolve("library.so")).toRealPath();
        Path first = Files.createDirectory(directory.resolve("first")).toRealPath();
        Path second = Files.createDirectory(directory.resolve("second")).toRealPath();
        Path real = Files.createFile(first.resolve("libc-1.so"));
        Files.createSymbolicLink(first.resolve(SmallLibrary.NEEDED), real);
        Path other = Files.createFile(second.resolve(SmallLibrary.NEEDED));
        assertThat(LibraryFinder.withNeeded(library, List.of(first, second))).containsExactly(library, real, other);
    }

    private void create(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(directory.resolve(name));
        }
    }

    private String find(String expectedRelease) {
        return LibraryFinder.find(directory, expectedRelease).getFileName().toString();
    }
}
