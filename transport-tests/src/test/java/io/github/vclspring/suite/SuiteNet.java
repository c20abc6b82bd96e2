/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.github.vclspring.vpptest.NamespaceTests;
import java.net.InetSocketAddress;

/** What the suite runs over, and where its two sides are at home: the loopback, or a VPP with the kernel on its wire. */
public final class SuiteNet {

    private static final String LOCALHOST = "127.0.0.1";

    /** System property of Netty's suite: a host from which no answer comes. */
    static final String BAD_HOST = "io.netty.testsuite.badHost";

    /** System property of Netty's suite: its port. */
    static final String BAD_PORT = "io.netty.testsuite.badPort";

    private SuiteNet() {}

    /** Whether there is a VPP, and this JVM is in the namespace on its wire. */
    public static boolean isVpp() {
        return System.getProperty(NamespaceTests.APP_SOCKET) != null;
    }

    /** Where VCL's sockets are at home. */
    public static InetSocketAddress vclAddress() {
        return new InetSocketAddress(System.getProperty(NamespaceTests.VPP_ADDRESS, LOCALHOST), 0);
    }

    /** Where the kernel's are. */
    public static InetSocketAddress kernelAddress() {
        return new InetSocketAddress(System.getProperty(NamespaceTests.KERNEL_ADDRESS, LOCALHOST), 0);
    }

    /** From where no answer comes. */
    static InetSocketAddress badAddress() {
        return new InetSocketAddress(System.getProperty(BAD_HOST), Integer.getInteger(BAD_PORT));
    }
}
