/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.github.vclspring.channel.VclServerSocketChannel;
import io.github.vclspring.channel.VclSocketChannel;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.SocketTestPermutation;
import java.net.SocketAddress;
import java.util.List;

/**
 * Who talks to whom: VCL to itself, VCL to the kernel, and the kernel to VCL, all on the same event loops. Over VPP only
 * the mixed ones: there an application cannot connect to itself.
 */
final class VclPermutation extends SocketTestPermutation {

    static final VclPermutation INSTANCE = new VclPermutation();

    private volatile boolean vclServes = true;
    private volatile boolean vclConnects = true;

    private VclPermutation() {}

    /** Where the server that was made last is to listen. */
    SocketAddress serverAddress() {
        return vclServes ? SuiteNet.vclAddress() : SuiteNet.kernelAddress();
    }

    /** Where the client that was made last is to connect from. */
    SocketAddress clientAddress() {
        return vclConnects ? SuiteNet.vclAddress() : SuiteNet.kernelAddress();
    }

    @Override
    public List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> socket() {
        var mixed = List.of(combo(true, false), combo(false, true));
        return SuiteNet.isVpp() ? mixed : List.of(combo(true, true), mixed.get(0), mixed.get(1));
    }

    @Override
    public List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> socketWithFastOpen() {
        return socket();
    }

    @Override
    public List<BootstrapFactory<ServerBootstrap>> serverSocket() {
        return List.of(() -> server(true));
    }

    @Override
    public List<BootstrapFactory<Bootstrap>> clientSocket() {
        return List.of(() -> client(true));
    }

    @Override
    public List<BootstrapFactory<Bootstrap>> clientSocketWithFastOpen() {
        return clientSocket();
    }

    private BootstrapComboFactory<ServerBootstrap, Bootstrap> combo(boolean vclServer, boolean vclClient) {
        return new BootstrapComboFactory<>() {
            @Override
            public ServerBootstrap newServerInstance() {
                return server(vclServer);
            }

            @Override
            public Bootstrap newClientInstance() {
                return client(vclClient);
            }
        };
    }

    private ServerBootstrap server(boolean vcl) {
        vclServes = vcl;
        return new ServerBootstrap()
                .group(SuiteLoops.group())
                .channel(vcl ? VclServerSocketChannel.class : EpollServerSocketChannel.class);
    }

    private Bootstrap client(boolean vcl) {
        vclConnects = vcl;
        return new Bootstrap()
                .group(SuiteLoops.group())
                .channel(vcl ? VclSocketChannel.class : EpollSocketChannel.class);
    }
}
