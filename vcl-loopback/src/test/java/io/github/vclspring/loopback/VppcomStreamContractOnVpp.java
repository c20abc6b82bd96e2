/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.github.vclspring.vpptest.NamespaceTests;
import java.net.InetAddress;

/** Run by {@link VppcomContractIT}. */
class VppcomStreamContractOnVpp extends VppcomContractTests {

    private final VppcomLibrary library = VppcomOnVpp.library();

    @Override
    VppcomLibrary library() {
        return library;
    }

    @Override
    InetAddress vppAddress() {
        return VppcomOnVpp.address(NamespaceTests.VPP_ADDRESS);
    }

    @Override
    InetAddress kernelAddress() {
        return VppcomOnVpp.address(NamespaceTests.KERNEL_ADDRESS);
    }

    @Override
    String configuration() {
        return VppcomOnVpp.configuration();
    }
}
