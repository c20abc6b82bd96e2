/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import io.github.vclspring.suite.SuiteLoops;
import io.github.vclspring.vpptest.NamespaceTests;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.PrivateVppBuilder;
import io.github.vclspring.vpptest.VppTest;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The transport's own tests over a real VPP, in a JVM in the namespace on its wire. */
@VppTest(VppTransportIT.Patient.class)
class VppTransportIT {

    /** Without the random operations: docs/transport-limits.md says which sequence VPP resets. */
    private static final String CLASSES = ".*\\.(ManyConnections|Datagram|Buffer|End|Address)Tests";

    /** A half-closed connection is not dropped while a busy machine is at something else. */
    static final class Patient implements Consumer<PrivateVppBuilder> {

        @Override
        public void accept(PrivateVppBuilder builder) {
            builder.config("tcp { closewait-time 60 }");
        }
    }

    @TestFactory
    @Timeout(480)
    Stream<DynamicTest> theTransportsTestsPass(PrivateVpp vpp) {
        return new NamespaceTests(vpp)
                .property("io.netty.leakDetection.level", "paranoid")
                .property("random.sequences", System.getProperty("random.sequences"))
                .property("random.seed", System.getProperty("random.seed"))
                .property("connections", System.getProperty("connections"))
                .property("rebinds", System.getProperty("rebinds"))
                .run(
                        Duration.ofMinutes(7),
                        VppTransportIT.class.getPackageName(),
                        System.getProperty("transport.classes", CLASSES));
    }

    @TestFactory
    @Timeout(90)
    Stream<DynamicTest> aVppThatHangsIsBorne(PrivateVpp vpp) {
        return new NamespaceTests(vpp)
                .property(SuiteLoops.SESSION_TIMEOUT, "5")
                .run(Duration.ofMinutes(1), VppTransportIT.class.getPackageName(), ".*\\.HungVppTests");
    }
}
