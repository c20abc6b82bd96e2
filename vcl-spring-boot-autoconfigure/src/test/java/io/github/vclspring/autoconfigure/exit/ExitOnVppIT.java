/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever hits the process on a real VPP, and when: the JVM ends with its own status and no crash, and VPP lives. {@code
 * -Dvpp.exits=100} takes as many exits, of all roads at all points.
 */
@VppTest
class ExitOnVppIT {

    private static final int EXITS = Integer.getInteger("vpp.exits", 0);

    private static final int PORT = 8080;

    /** Another application of the same VPP, which has the port. */
    private static ExitProcess other;

    @BeforeAll
    static void takeThePort(PrivateVpp vpp, @TempDir Path directory) throws IOException {
        other = new ExitProcess(
                Point.SERVING, Road.NONE, Files.createTempDirectory(directory, "other"), properties(vpp, PORT));
        other.awaitServing();
    }

    @AfterAll
    static void giveItBack() {
        other.close();
    }

    @TestFactory
    Stream<DynamicTest> theJvmEndsWithItsOwnStatus(PrivateVpp vpp, @TempDir Path directory) {
        ExitRuns runs = new ExitRuns(
                directory,
                EnumSet.allOf(Road.class),
                // two processes may serve at a time
                point -> properties(vpp, point.isRefused() ? PORT : 0));
        Stream<DynamicTest> harmless = Stream.of(
                DynamicTest.dynamicTest("VPP lives, and has no application left but one", () -> requireNoHarm(vpp)));
        return Stream.concat(runs.tests(EXITS, ExitOnVppIT::isInEveryBuild), harmless);
    }

    private static boolean isInEveryBuild(Point point, Road road) {
        return switch (road) {
            case TERM -> point == Point.BEFORE_AUTO_CONFIGURATION || point == Point.LISTEN_REFUSED_AND_STOPPING;
            case TERM_TWICE -> point == Point.STOPPING;
            case INTERRUPT -> point == Point.REGISTERING_A_WORKER;
            case HALT -> point == Point.SERVING;
            default -> false;
        };
    }

    private static List<String> properties(PrivateVpp vpp, int port) {
        List<String> properties = new ArrayList<>(List.of(
                "--vcl.mode=vpp",
                "--vcl.app-socket-api=" + vpp.appSocket(),
                "--spring.application.name=exit",
                "--server.address=" + vpp.vppAddress(),
                "--server.port=" + port));
        Path library = vpp.home().libraryPath();
        if (library != null) {
            properties.add("--vcl.library-path=" + library);
        }
        return properties;
    }

    private static void requireNoHarm(PrivateVpp vpp) {
        assertThat(vpp.isAlive()).isTrue();
        Awaitility.await()
                .untilAsserted(() -> assertThat(vpp.cli("show app").lines().filter(line -> line.contains("exit")))
                        .hasSize(1));
    }
}
