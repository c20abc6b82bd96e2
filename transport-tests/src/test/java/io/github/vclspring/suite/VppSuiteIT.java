/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.github.vclspring.vpptest.NamespaceTests;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.VppTest;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Netty's suite over a real VPP, with the kernel as the peer. It runs in a JVM of its own, inside the namespace at the
 * other end of VPP's wire: so its kernel sockets reach VPP and nothing else.
 */
@VppTest
class VppSuiteIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(9);

    /** A host of the wire's network that is not there. */
    private static final String NOBODY = "254";

    @TestFactory
    @Timeout(600)
    Stream<DynamicTest> nettysSuitePasses(PrivateVpp vpp) {
        return new NamespaceTests(vpp)
                .property("io.netty.leakDetection.level", "paranoid")
                .property("java.net.preferIPv4Stack", "true")
                .property(SuiteNet.BAD_HOST, vpp.kernelAddress().replaceFirst("[0-9]+$", NOBODY))
                .property(SuiteNet.BAD_PORT, "9")
                .run(
                        TIMEOUT,
                        VppSuiteIT.class.getPackageName(),
                        System.getProperty("suite.classes", ".*\\.Vcl\\w+Test"));
    }
}
