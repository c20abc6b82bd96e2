/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.config.KernelDestinations;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.SocketTestPermutation;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Who talks to whom: VCL to itself, VCL to the kernel, and the kernel to VCL, all on the same event loops; the kernel by
 * its own channels, and by those of VCL that give a connection to it. Over VPP only the mixed ones: there an application cannot connect to itself.
 */
final class VclPermutation extends SocketTestPermutation {

    static final VclPermutation INSTANCE = new VclPermutation();

    /** Who connects. */
    private enum Client {
        VCL,
        /** A channel of VCL that gives its connection to the kernel. */
        VCL_BY_KERNEL,
        EPOLL
    }

    private static final KernelDestinations EVERYTHING = KernelDestinations.of(List.of("0.0.0.0/0", "::/0"));

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
        var mixed = List.of(combo(true, Client.EPOLL), combo(true, Client.VCL_BY_KERNEL), combo(false, Client.VCL));
        if (SuiteNet.isVpp()) {
            return mixed;
        }
        var all = new ArrayList<>(mixed);
        all.add(combo(true, Client.VCL));
        all.add(combo(false, Client.VCL_BY_KERNEL));
        return all;
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
        // over VPP the host that does not answer is one for which the kernel knows that there is no route
        return SuiteNet.isVpp()
                ? List.of(() -> client(Client.VCL))
                : List.of(() -> client(Client.VCL), () -> client(Client.VCL_BY_KERNEL));
    }

    @Override
    public List<BootstrapFactory<Bootstrap>> clientSocketWithFastOpen() {
        return clientSocket();
    }

    @Override
    public List<BootstrapComboFactory<Bootstrap, Bootstrap>> datagram(SocketProtocolFamily family) {
        var mixed = List.of(datagrams(true, false, family), datagrams(false, true, family));
        return SuiteNet.isVpp() ? mixed : List.of(datagrams(true, true, family), mixed.get(0), mixed.get(1));
    }

    @Override
    public List<BootstrapFactory<Bootstrap>> datagramSocket() {
        return List.of(() -> new HomeBootstrap(true, SocketProtocolFamily.INET));
    }

    private BootstrapComboFactory<Bootstrap, Bootstrap> datagrams(
            boolean vclServer, boolean vclClient, SocketProtocolFamily family) {
        return new BootstrapComboFactory<>() {
            @Override
            public Bootstrap newServerInstance() {
                return new HomeBootstrap(vclServer, family);
            }

            @Override
            public Bootstrap newClientInstance() {
                return new HomeBootstrap(vclClient, family);
            }
        };
    }

    private BootstrapComboFactory<ServerBootstrap, Bootstrap> combo(boolean vclServer, Client client) {
        return new BootstrapComboFactory<>() {
            @Override
            public ServerBootstrap newServerInstance() {
                return server(vclServer);
            }

            @Override
            public Bootstrap newClientInstance() {
                return VclPermutation.this.client(client);
            }
        };
    }

    private ServerBootstrap server(boolean vcl) {
        vclServes = vcl;
        return new ServerBootstrap()
                .group(SuiteLoops.group())
                .channel(vcl ? VclServerSocketChannel.class : EpollServerSocketChannel.class);
    }

    private Bootstrap client(Client client) {
        vclConnects = client == Client.VCL;
        return new Bootstrap().group(SuiteLoops.group()).channelFactory(() -> switch (client) {
            case VCL -> new VclSocketChannel();
            case VCL_BY_KERNEL -> new VclSocketChannel(EVERYTHING);
            case EPOLL -> new EpollSocketChannel();
        });
    }
}
