/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTests {

    @TempDir
    Path releases;

    @Test
    void takesTheNewestRelease() throws IOException {
        server("9.6");
        Path newest = server("16");
        server("15");
        assertThat(Database.binaries(releases)).contains(newest);
    }

    @Test
    void aReleaseOfTheClientAloneIsNoServer() throws IOException {
        Path server = server("15");
        Files.createDirectories(releases.resolve("16/bin"));
        Files.createDirectories(releases.resolve("common/bin"));
        assertThat(Database.binaries(releases)).contains(server);
    }

    @Test
    void withoutAReleaseThereIsNone() {
        assertThat(Database.binaries(releases)).isEmpty();
        assertThat(Database.binaries(releases.resolve("none"))).isEmpty();
    }

    private Path server(String release) throws IOException {
        Path bin = Files.createDirectories(releases.resolve(release).resolve("bin"));
        assertThat(Files.createFile(bin.resolve("initdb")).toFile().setExecutable(true))
                .isTrue();
        return bin;
    }
}
