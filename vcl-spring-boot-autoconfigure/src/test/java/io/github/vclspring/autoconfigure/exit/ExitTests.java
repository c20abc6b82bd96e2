/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.exit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever hits the process, and when: the application is destroyed before the JVM ends, and the JVM has its own status.
 * The loopback ends a JVM by SIGABRT, status 134, where libvppcom's exit handler would crash it. {@code
 * -Dvcl.exits=100} takes as many exits, of all roads at all points.
 */
class ExitTests {

    private static final int EXITS = Integer.getInteger("vcl.exits", 0);

    private static ServerSocket taken;

    @BeforeAll
    static void takeAPort() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void giveItBack() throws IOException {
        taken.close();
    }

    @TestFactory
    Stream<DynamicTest> theApplicationIsDestroyedBeforeTheJvmEnds(@TempDir Path directory) {
        return new ExitRuns(directory, EnumSet.complementOf(EnumSet.of(Road.HALT)), ExitTests::properties)
                .tests(EXITS, ExitTests::isInEveryBuild);
    }

    /** SIGTERM at every point, and every other road at some. */
    private static boolean isInEveryBuild(Point point, Road road) {
        return switch (road) {
            case TERM -> true;
            case TERM_WITHOUT_SPRINGS_HOOK ->
                point == Point.BEFORE_ATTACH || point == Point.LISTEN_REFUSED_AND_STOPPING;
            case TERM_TWICE -> point == Point.ATTACHED || point == Point.STOPPING;
            case INT -> point == Point.LISTEN_REFUSED || point == Point.SERVING;
            case INTERRUPT ->
                point == Point.ATTACHING || point == Point.LISTEN_REFUSED_AND_STOPPING || point == Point.SERVING;
            case TERM_AND_SPRINGS_HOOK_FAILS -> point == Point.SERVING;
            case HALT, NONE -> false;
        };
    }

    private static List<String> properties(Point point) {
        return List.of(
                "--vcl.mode=loopback",
                "--server.address=127.0.0.1",
                "--server.port=" + (point.isRefused() ? taken.getLocalPort() : 0));
    }
}
