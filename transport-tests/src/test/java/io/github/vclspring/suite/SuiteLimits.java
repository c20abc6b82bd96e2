/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The one table of the suite's methods that do not run, and why. {@code docs/transport-limits.md} shows it. */
final class SuiteLimits {

    /** Where a method does not run. */
    enum Where {
        EVERYWHERE("everywhere"),
        VPP("VPP"),
        LOOPBACK("loopback");

        private final String text;

        Where(String text) {
            this.text = text;
        }

        boolean isHere() {
            return this == EVERYWHERE || (this == VPP) == SuiteNet.isVpp();
        }
    }

    /** A method that does not run. */
    record Limit(String testClass, String method, Where where, String reason) {

        boolean covers(Class<?> candidate, String candidateMethod) {
            return candidate.getSimpleName().equals("Vcl" + testClass) && method.equals(candidateMethod);
        }
    }

    private static final String SPLIT = "the test takes two messages of 1024 bytes for whole however they are read;"
            + " a wire with an MTU of 1500 splits them";

    private static final String DISABLED = "Netty itself has disabled it";

    private static final List<Limit> LIMITS = List.of(
            new Limit("ServerSocketSuspendTest", "testSuspendAndResumeAccept", Where.EVERYWHERE, DISABLED),
            new Limit(
                    "SocketShutdownOutputBySelfTest",
                    "testWriteAfterShutdownOutputNoWritabilityChange",
                    Where.EVERYWHERE,
                    DISABLED),
            new Limit("DatagramMulticastTest", "testMulticast", Where.EVERYWHERE, "VCL has no multicast"),
            new Limit(
                    "SocketSslClientRenegotiateTest",
                    "testSslRenegotiationRejected",
                    Where.EVERYWHERE,
                    "it is for OpenSSL; BoringSSL, which Netty publishes, has no renegotiation that could be rejected"),
            new Limit(
                    "SocketHalfClosedTest",
                    "testAutoCloseFalseDoesShutdownOutput",
                    Where.EVERYWHERE,
                    "VPP drops what was received and not yet read when the peer resets the connection; the kernel keeps it"),
            new Limit(
                    "SocketChannelNotYetConnectedTest",
                    "readMustBePendingUntilChannelIsActive",
                    Where.VPP,
                    "the test connects to 0.0.0.0, which only the kernel takes for an address"),
            new Limit("TrafficShapingHandlerTest", "testNoTrafficShapping", Where.VPP, SPLIT),
            new Limit("TrafficShapingHandlerTest", "testReadTrafficShapping", Where.VPP, SPLIT),
            new Limit("TrafficShapingHandlerTest", "testReadGlobalTrafficShapping", Where.VPP, SPLIT));

    private SuiteLimits() {}

    static List<Limit> all() {
        return LIMITS;
    }

    static Optional<Limit> find(Class<?> testClass, String method) {
        return LIMITS.stream()
                .filter(limit -> limit.where().isHere() && limit.covers(testClass, method))
                .findFirst();
    }

    /** As a table in Markdown. */
    static String render() {
        return LIMITS.stream()
                .map(limit -> "| `%s` | `%s` | %s | %s |\n"
                        .formatted(limit.testClass(), limit.method(), limit.where().text, limit.reason()))
                .collect(Collectors.joining("", "| Test class | Method | Where | Reason |\n|---|---|---|---|\n", ""));
    }
}
