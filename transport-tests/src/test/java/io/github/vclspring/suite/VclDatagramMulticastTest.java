/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.netty.bootstrap.Bootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.DatagramMulticastTest;
import java.net.SocketAddress;
import java.util.List;

class VclDatagramMulticastTest extends DatagramMulticastTest {

    @Override
    protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
        return VclPermutation.INSTANCE.datagram(socketInternetProtocalFamily());
    }

    @Override
    protected SocketAddress newSocketAddress() {
        return SuiteNet.kernelAddress();
    }
}
