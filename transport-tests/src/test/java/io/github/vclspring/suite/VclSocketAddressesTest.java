/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.SocketAddressesTest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

class VclSocketAddressesTest extends SocketAddressesTest {

    @Override
    protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
        return VclPermutation.INSTANCE.socket();
    }

    @Override
    protected SocketAddress newSocketAddress() {
        return VclPermutation.INSTANCE.clientAddress();
    }

    @Override
    protected void configure(ServerBootstrap sb, Bootstrap cb, ByteBufAllocator allocator) {
        super.configure(sb, cb, allocator);
        sb.localAddress(VclPermutation.INSTANCE.serverAddress());
    }

    @Override
    protected void assertAddress(SocketAddress address) {
        assertThat(address).isInstanceOfSatisfying(InetSocketAddress.class, inet -> {
            assertThat(inet.getPort()).isPositive();
            assertThat(inet.getAddress())
                    .isIn(
                            SuiteNet.vclAddress().getAddress(),
                            SuiteNet.kernelAddress().getAddress());
        });
    }
}
