/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.ServerSocketSuspendTest;
import java.net.SocketAddress;
import java.util.List;

class VclServerSocketSuspendTest extends ServerSocketSuspendTest {

    @Override
    protected List<BootstrapFactory<ServerBootstrap>> newFactories() {
        return VclPermutation.INSTANCE.serverSocket();
    }

    @Override
    protected SocketAddress newSocketAddress() {
        return SuiteNet.vclAddress();
    }
}
