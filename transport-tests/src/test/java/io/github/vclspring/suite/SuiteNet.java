/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import java.net.InetSocketAddress;

/** What the suite runs over, and where its two sides are at home: the loopback, or a VPP with the kernel on its wire. */
final class SuiteNet {

    static final String LIBRARY = "suite.library";
    static final String LIBRARY_PATH = "suite.library.path";
    static final String APP_SOCKET = "suite.app-socket";
    static final String VCL_ADDRESS = "suite.vcl.address";
    static final String KERNEL_ADDRESS = "suite.kernel.address";

    private static final String LOCALHOST = "127.0.0.1";

    private SuiteNet() {}

    static boolean isVpp() {
        return "vpp".equals(System.getProperty(LIBRARY));
    }

    /** Where VCL's sockets are at home. */
    static InetSocketAddress vclAddress() {
        return new InetSocketAddress(System.getProperty(VCL_ADDRESS, LOCALHOST), 0);
    }

    /** Where the kernel's are. */
    static InetSocketAddress kernelAddress() {
        return new InetSocketAddress(System.getProperty(KERNEL_ADDRESS, LOCALHOST), 0);
    }
}
