/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.SocketHalfClosedTest;
import io.netty.util.ResourceLeakDetector;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class VclSocketHalfClosedTest extends SocketHalfClosedTest {

    private static ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    /** It reads byte by byte: with every access to every buffer recorded that takes 12 of the 20 s which Netty gives it. */
    @BeforeAll
    static void sampleLeaks() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.ADVANCED);
    }

    @AfterAll
    static void findEveryLeakAgain() {
        ResourceLeakDetector.setLevel(level);
    }

    @Override
    protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
        return VclPermutation.INSTANCE.socket();
    }

    @Override
    protected SocketAddress newSocketAddress() {
        return VclPermutation.INSTANCE.serverAddress();
    }
}
