/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import io.github.vclspring.channel.datagram.VclDatagramChannel;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Makes datagram channels that bind where they are at home, and connect to the kernel's home where the suite says
 * localhost: that is the kernel's alone. Copies of it are the kernel's, because the suite makes the other side that way.
 */
final class HomeBootstrap extends Bootstrap {

    private final boolean vcl;

    HomeBootstrap(boolean vcl, SocketProtocolFamily family) {
        this.vcl = vcl;
        group(SuiteLoops.group());
        channelFactory(() -> vcl ? new VclDatagramChannel(family) : new EpollDatagramChannel(family));
    }

    @Override
    public ChannelFuture bind(SocketAddress address) {
        InetSocketAddress home = vcl ? SuiteNet.vclAddress() : SuiteNet.kernelAddress();
        InetSocketAddress wanted = (InetSocketAddress) address;
        return super.bind(wanted.getAddress().isAnyLocalAddress() ? wanted : home);
    }

    @Override
    public ChannelFuture connect(SocketAddress address) {
        return super.connect(atHome((InetSocketAddress) address));
    }

    @Override
    public ChannelFuture connect(InetAddress host, int port) {
        return connect(new InetSocketAddress(host, port));
    }

    private static InetSocketAddress atHome(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress()
                ? new InetSocketAddress(SuiteNet.kernelAddress().getAddress(), address.getPort())
                : address;
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod") // a copy of this would be of VCL's side again
    public Bootstrap clone() {
        return new HomeBootstrap(false, SocketProtocolFamily.INET);
    }
}
