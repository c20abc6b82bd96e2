/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.awaitility.Awaitility.await;

import io.github.vclspring.vpptest.NamespaceTests;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The death of a real VPP, seen by a JVM in the namespace on its wire. */
@VppTest
class VppDeathIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @TestFactory
    @Timeout(90)
    Stream<DynamicTest> noWorkerPullsTheMemoryFromUnderAnother(PrivateVpp vpp) {
        Path request = directory.resolve("kill");
        Thread killer = new Thread(() -> {
            await().atMost(TIMEOUT).until(() -> Files.exists(request));
            vpp.kill();
        });
        killer.setDaemon(true);
        killer.start();
        return new NamespaceTests(vpp)
                .property(DyingVppTests.KILL_REQUEST, request.toString())
                .run(TIMEOUT, VppDeathIT.class.getPackageName(), ".*\\.DyingVppTests");
    }
}
