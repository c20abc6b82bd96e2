/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.datagram;

import io.github.vclspring.channel.AbstractVclChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** Rejects all multicast operations, for which VCL has no call. */
abstract class MulticastRefused extends AbstractVclChannel implements DatagramChannel {

    MulticastRefused() {
        super(null);
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) super.localAddress();
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) super.remoteAddress();
    }

    private ChannelFuture refuse(ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException("VCL has no multicast"));
    }

    @Override
    public ChannelFuture joinGroup(InetAddress multicastAddress) {
        return refuse(newPromise());
    }

    @Override
    public ChannelFuture joinGroup(InetAddress multicastAddress, ChannelPromise promise) {
        return refuse(promise);
    }

    @Override
    public ChannelFuture joinGroup(InetSocketAddress multicastAddress, NetworkInterface networkInterface) {
        return refuse(newPromise());
    }

    @Override
    public ChannelFuture joinGroup(
            InetSocketAddress multicastAddress, NetworkInterface networkInterface, ChannelPromise promise) {
        return refuse(promise);
    }

    @Override
    public ChannelFuture joinGroup(
            InetAddress multicastAddress, NetworkInterface networkInterface, @Nullable InetAddress source) {
        return refuse(newPromise());
    }

    @Override
    public ChannelFuture joinGroup(
            InetAddress multicastAddress,
            NetworkInterface networkInterface,
            @Nullable InetAddress source,
            ChannelPromise promise) {
        return refuse(promise);
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress multicastAddress) {
        return refuse(newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(InetAddress multicastAddress, ChannelPromise promise) {
        return refuse(promise);
    }

    @Override
    public ChannelFuture leaveGroup(InetSocketAddress multicastAddress, NetworkInterface networkInterface) {
        return refuse(newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(
            InetSocketAddress multicastAddress, NetworkInterface networkInterface, ChannelPromise promise) {
        return refuse(promise);
    }

    @Override
    public ChannelFuture leaveGroup(
            InetAddress multicastAddress, NetworkInterface networkInterface, @Nullable InetAddress source) {
        return refuse(newPromise());
    }

    @Override
    public ChannelFuture leaveGroup(
            InetAddress multicastAddress,
            NetworkInterface networkInterface,
            @Nullable InetAddress source,
            ChannelPromise promise) {
        return refuse(promise);
    }

    @Override
    public ChannelFuture block(
            InetAddress multicastAddress, NetworkInterface networkInterface, InetAddress sourceToBlock) {
        return refuse(newPromise());
    }

    @Override
    public ChannelFuture block(
            InetAddress multicastAddress,
            NetworkInterface networkInterface,
            InetAddress sourceToBlock,
            ChannelPromise promise) {
        return refuse(promise);
    }

    @Override
    public ChannelFuture block(InetAddress multicastAddress, InetAddress sourceToBlock) {
        return refuse(newPromise());
    }

    @Override
    public ChannelFuture block(InetAddress multicastAddress, InetAddress sourceToBlock, ChannelPromise promise) {
        return refuse(promise);
    }
}
