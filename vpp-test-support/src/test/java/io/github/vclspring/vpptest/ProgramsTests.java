/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without a program is a JVM with an empty PATH. */
class ProgramsTests {

    private static final String SKIPPED = "there is no ping on PATH: apt-get install iputils-ping";

    @TempDir
    private Path directory;

    @Test
    void withoutAProgramATestIsSkippedByNameAndSaysWhatToInstall() throws Exception {
        assertThat(runWithoutPrograms("-Dvpp.tests=optional"))
                .anySatisfy(report -> assertThat(report)
                        .startsWith("SKIPPED\nProgramsTests$Pinging.byAnnotation byAnnotation()\n" + SKIPPED))
                .anySatisfy(report -> assertThat(report)
                        .startsWith("ABORTED\nProgramsTests$Pinging.byLauncher byLauncher(Path)\n")
                        .contains(SKIPPED))
                .anySatisfy(report -> assertThat(report).startsWith("SUCCESSFUL\nProgramsTests$Pinging.withoutProgram"))
                .hasSize(3);
    }

    @Test
    void withoutAProgramATestOnARequiredVppFails() throws Exception {
        assertThat(runWithoutPrograms("-Dvpp.tests=required"))
                .anySatisfy(report -> assertThat(report)
                        .startsWith("FAILED\nProgramsTests$Pinging.byLauncher")
                        .contains(SKIPPED));
    }

    @Test
    void aProgramWhosePackageNobodyKnowsIsRefused() {
        Launcher launcher = new Launcher(directory, List.of());
        assertThatThrownBy(() -> launcher.builder("nosuchprogram"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Name the package of nosuchprogram");
    }

    @Test
    void ciInstallsThemAll() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", ".ci", "run"));
        Programs.packages().forEach((program, name) -> assertThat(lines).contains("need " + program + " " + name));
    }

    private List<String> runWithoutPrograms(String option) throws Exception {
        Path reports = Files.createDirectory(directory.resolve("reports"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        NamespaceTestRunner.class.getName(),
                        reports.toString(),
                        ProgramsTests.class.getPackageName(),
                        ".*ProgramsTests.Pinging")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("PATH", "");
        assertThat(builder.start().waitFor()).isZero();
        try (Stream<Path> files = Files.list(reports)) {
            return files.map(ProgramsTests::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not for Surefire. */
    static class Pinging {

        @Test
        @NeedsPrograms("ping")
        void byAnnotation() {
            throw new AssertionError("runs without ping");
        }

        @Test
        void byLauncher(@TempDir Path own) {
            new Launcher(own, List.of()).start("ping", "-c", "1", "127.0.0.1").close();
            throw new AssertionError("runs without ping");
        }

        @Test
        void withoutProgram() {
            assertThat(Programs.find("ping")).isEmpty();
        }
    }
}
