/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import io.github.vclspring.vpptest.NamespaceTests;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deaths of a real VPP, seen by a JVM in the namespace on its wire. */
@VppTest
class VppDeathIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @TestFactory
    @Timeout(150)
    Stream<DynamicTest> noWorkerHarmsAnother(PrivateVpp vpp) throws IOException {
        Thread requests = VppRequest.serve(vpp, directory);
        try {
            return new NamespaceTests(vpp)
                    .property(VppRequest.DIRECTORY, directory.toString())
                    .run(TIMEOUT, VppDeathIT.class.getPackageName(), ".*\\.DyingVppTests");
        } finally {
            requests.interrupt();
        }
    }
}
