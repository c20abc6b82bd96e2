/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.suite.SuiteLoops;
import io.github.vclspring.suite.SuiteNet;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.stream.Stream;

/** Who talks to whom. Over VPP an application cannot connect to itself: one side is the kernel there. */
enum Kind {
    VCL_TO_VCL(true, true),
    KERNEL_TO_VCL(true, false),
    VCL_TO_KERNEL(false, true);

    private final boolean vclServes;
    private final boolean vclConnects;

    Kind(boolean vclServes, boolean vclConnects) {
        this.vclServes = vclServes;
        this.vclConnects = vclConnects;
    }

    /** Those that are possible where the test runs. */
    static Stream<Kind> here() {
        return Arrays.stream(values()).filter(kind -> kind != VCL_TO_VCL || !SuiteNet.isVpp());
    }

    boolean vclConnects() {
        return vclConnects;
    }

    ServerBootstrap server() {
        return new ServerBootstrap()
                .group(SuiteLoops.group())
                .channel(vclServes ? VclServerSocketChannel.class : EpollServerSocketChannel.class)
                .localAddress((SocketAddress) serverHome());
    }

    Bootstrap client() {
        return new Bootstrap()
                .group(SuiteLoops.group())
                .channel(vclConnects ? VclSocketChannel.class : EpollSocketChannel.class);
    }

    /** An address of the server's side, with port 0. */
    InetSocketAddress serverHome() {
        return vclServes ? SuiteNet.vclAddress() : SuiteNet.kernelAddress();
    }

    /** An address of the client's side, with port 0. */
    InetSocketAddress clientHome() {
        return vclConnects ? SuiteNet.vclAddress() : SuiteNet.kernelAddress();
    }

    /** An address of the server's side at which nobody listens. */
    InetSocketAddress nobody() {
        return new InetSocketAddress(serverHome().getAddress(), 4);
    }
}
