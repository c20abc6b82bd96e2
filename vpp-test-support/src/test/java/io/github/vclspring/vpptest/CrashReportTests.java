/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashReportTests {

    @Test
    void keepsTheFramesOfAJvmThatCrashed(@TempDir Path directory) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process jvm = new ProcessBuilder(
                        java,
                        "-XX:+ErrorFileToStderr",
                        "-XX:-CreateCoredumpOnCrash",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Crash.class.getName())
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String report = new String(jvm.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(CrashReport.shortened("before\n" + report + "after\n"))
                .startsWith("before\n")
                .contains("A fatal error has been detected", "SIGSEGV", "Crash.main", "siginfo:")
                .doesNotContain("Dynamic libraries:")
                .endsWith("after\n")
                .hasSizeLessThan(report.length() / 3);
    }

    @Test
    void leavesOtherOutputAsItIs() {
        assertThat(CrashReport.shortened("a\nEND.\nb")).isEqualTo("a\nEND.\nb");
    }

    /** Reads where nothing is mapped. */
    static final class Crash {

        private Crash() {}

        public static void main(String[] args) throws Exception {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field unsafe = type.getDeclaredField("theUnsafe");
            unsafe.setAccessible(true);
            type.getMethod("getByte", long.class).invoke(unsafe.get(null), 0L);
        }
    }
}
