/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.net.InetAddress;

class LoopbackVppcomContractTests extends VppcomContractTests {

    private final VppcomLibrary library = Vcl.load(Vcl.LOOPBACK, null);

    @Override
    VppcomLibrary library() {
        return library;
    }

    @Override
    InetAddress vppAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    InetAddress kernelAddress() {
        return InetAddress.getLoopbackAddress();
    }
}
