/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@VppTest
class PrivateVppTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Test
    void answersThePingOfTheKernelOnEveryAddress(PrivateVpp vpp) {
        for (String address :
                new String[] {vpp.vppAddress(), vpp.loopbackAddress(), vpp.vppAddress6(), vpp.loopbackAddress6()}) {
            vpp.namespace().run(TIMEOUT, "ping", "-c", "1", "-W", "5", address).orThrow();
        }
    }

    @Test
    void offersItsSocketsOnceItIsStarted(PrivateVpp vpp) {
        assertThat(vpp.appSocket()).exists();
        assertThat(vpp.statsSocket()).exists();
        assertThat(vpp.isAlive()).isTrue();
        assertThat(vpp.deathReport()).isEmpty();
    }

    @Test
    void answersCommandsAndThrowsOnRefusals(PrivateVpp vpp) {
        assertThat(vpp.cli("show", "version")).startsWith("vpp v");
        assertThat(vpp.cli("show interface address")).contains(vpp.vppAddress() + "/24", vpp.hostInterface());
        assertThatThrownBy(() -> vpp.cli("show nothing"))
                .isInstanceOf(VppCliException.class)
                .hasMessageContaining("unknown input");
        assertThatThrownBy(() -> vpp.cli("set int state nosuch up"))
                .isInstanceOf(VppCliException.class)
                .hasMessageContaining("unknown interface");
    }

    @Test
    void servesTheSameAddressesAfterAKillAndARestart(PrivateVpp vpp) {
        long first = vpp.pid();
        vpp.kill();
        assertThat(vpp.isAlive()).isFalse();
        assertThat(ProcessHandle.of(first)).isEmpty();
        assertThat(vpp.deathReport()).isEmpty();
        assertThatThrownBy(() -> vpp.cli("show version")).isInstanceOf(IllegalStateException.class);

        vpp.restart();

        assertThat(vpp.pid()).isNotEqualTo(first);
        assertThat(vpp.appSocket()).exists();
        vpp.namespace()
                .run(TIMEOUT, "ping", "-c", "1", "-W", "5", vpp.vppAddress())
                .orThrow();
    }

    @Test
    void saysNothingWhilePausedAndGoesOnAfterwards(PrivateVpp vpp) {
        vpp.pause();
        assertThat(vpp.isAlive()).isTrue();
        assertThat(vpp.namespace()
                        .run(TIMEOUT, "ping", "-c", "1", "-W", "1", vpp.vppAddress())
                        .exitCode())
                .isNotZero();

        vpp.resume();

        vpp.namespace()
                .run(TIMEOUT, "ping", "-c", "1", "-W", "5", vpp.vppAddress())
                .orThrow();
    }

    @Test
    void reportsItsDeathWithItsLastWords() {
        try (PrivateVpp vpp = PrivateVpp.start()) {
            // By a signal that is not the fixture's, as when VPP crashes.
            assertThat(ProcessHandle.of(vpp.pid()).orElseThrow().destroy()).isTrue();

            await().atMost(TIMEOUT).until(() -> !vpp.isAlive());

            assertThat(vpp.deathReport())
                    .hasValueSatisfying(report ->
                            assertThat(report).contains("process " + vpp.pid()).contains("SIGTERM"));
        }
    }

    @Test
    void leavesNothingBehind() {
        Footprint footprint;
        Program inNamespace;
        try (PrivateVpp vpp = PrivateVpp.start()) {
            footprint = Footprint.of(vpp);
            assertThat(footprint.remains()).hasSize(5);
            inNamespace = vpp.namespace().start("sleep", "600");
            vpp.pause();
        }
        assertThat(footprint.remains()).isEmpty();
        assertThat(inNamespace.isAlive()).isFalse();
    }

    @Test
    void canBeClosedTwice() {
        PrivateVpp vpp = PrivateVpp.start();
        vpp.close();
        vpp.close();
        assertThatThrownBy(vpp::restart).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void runsBesideAnother(PrivateVpp vpp) {
        try (PrivateVpp other = PrivateVpp.start()) {
            assertThat(other.vppAddress()).isNotEqualTo(vpp.vppAddress());
            assertThat(other.appSocket()).isNotEqualTo(vpp.appSocket());
            other.namespace()
                    .run(TIMEOUT, "ping", "-c", "1", "-W", "5", other.vppAddress())
                    .orThrow();
        }
        vpp.namespace()
                .run(TIMEOUT, "ping", "-c", "1", "-W", "5", vpp.vppAddress())
                .orThrow();
    }

    @Test
    void obeysItsBuilder() {
        try (PrivateVpp vpp = PrivateVpp.builder()
                .workers(1)
                .eventQueueLength(4096)
                .group("0")
                .sessionOption("preallocated-sessions 64")
                .config("tcp { closewait-time 5 }")
                .appNamespace("blue", 7)
                .command("create loopback interface")
                .start()) {
            assertThat(vpp.cli("show threads")).contains("vpp_wk_0");
            assertThat(vpp.cli("show interface")).contains("loop1");
            assertThat(vpp.appSocket("blue")).exists();
            assertThat(Files.exists(vpp.appSocket())).isTrue();
            vpp.namespace()
                    .run(TIMEOUT, "ping", "-c", "1", "-W", "5", vpp.vppAddress())
                    .orThrow();
        }
    }

    @Test
    void aStartThatVppRefusesSaysWhyAndLeavesNothingBehind(@TempDir Path temporary) {
        String message = startToFail(temporary, PrivateVpp.builder().config("nosuchsection { x }"));

        assertThat(message).contains("nosuchsection");
    }

    @Test
    void aStartThatFailsHalfWaySaysWhyAndLeavesNothingBehind(@TempDir Path temporary) {
        String message = startToFail(temporary, PrivateVpp.builder().command("no such command"));

        assertThat(message).contains("no such command");
    }

    /** Looks into a directory of its own, because other tests may run their VPPs at the same time. */
    private static String startToFail(Path temporary, PrivateVppBuilder builder) {
        String usual = System.setProperty("java.io.tmpdir", temporary.toString());
        try {
            Throwable failure = catchThrowable(() -> builder.start().close());
            assertThat(failure).isInstanceOf(IllegalStateException.class);
            Matcher namespace =
                    Pattern.compile("The VPP of (\\w+) did not start").matcher(failure.getMessage());
            assertThat(namespace.find()).isTrue();
            assertThat(Path.of("/run/netns", namespace.group(1))).doesNotExist();
            assertThat(Path.of("/sys/class/net", namespace.group(1))).doesNotExist();
            assertThat(temporary).isEmptyDirectory();
            assertThat(ProcessHandle.current()
                            .descendants()
                            .map(process -> process.info().commandLine().orElse("")))
                    .noneMatch(commandLine -> commandLine.contains(temporary.toString()));
            return failure.getMessage();
        } finally {
            System.setProperty("java.io.tmpdir", usual);
        }
    }

    @Test
    void clearsUpAfterAKilledJvm() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Abandoning.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = jvm.inputReader()) {
            Footprint footprint = lines.lines()
                    .filter(line -> line.startsWith(Footprint.MARK))
                    .findFirst()
                    .map(Footprint::parse)
                    .orElseThrow();
            assertThat(footprint.remains()).hasSize(5);

            jvm.destroyForcibly();

            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(footprint.remains()).isEmpty());
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** A JVM that does not clear up. */
    static final class Abandoning {

        private Abandoning() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws InterruptedException {
            PrivateVpp vpp = PrivateVpp.start();
            System.out.println(Footprint.of(vpp));
            Thread.sleep(Duration.ofMinutes(2).toMillis());
        }
    }
}
