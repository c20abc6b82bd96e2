/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.TrafficShapingHandlerTest;
import java.net.SocketAddress;
import java.util.List;

class VclTrafficShapingHandlerTest extends TrafficShapingHandlerTest {

    @Override
    protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
        return VclPermutation.INSTANCE.socket();
    }

    @Override
    protected SocketAddress newSocketAddress() {
        return VclPermutation.INSTANCE.serverAddress();
    }

    /** One will do: it measures times, and takes them. */
    @Override
    protected List<ByteBufAllocator> newAllocators() {
        return List.of(PooledByteBufAllocator.DEFAULT);
    }
}
