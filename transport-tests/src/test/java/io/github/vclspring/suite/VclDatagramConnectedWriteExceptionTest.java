/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.netty.bootstrap.Bootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.DatagramConnectedWriteExceptionTest;
import java.net.SocketAddress;
import java.util.List;

class VclDatagramConnectedWriteExceptionTest extends DatagramConnectedWriteExceptionTest {

    @Override
    protected List<BootstrapFactory<Bootstrap>> newFactories() {
        return VclPermutation.INSTANCE.datagramSocket();
    }

    @Override
    protected SocketAddress newSocketAddress() {
        return SuiteNet.kernelAddress();
    }
}
