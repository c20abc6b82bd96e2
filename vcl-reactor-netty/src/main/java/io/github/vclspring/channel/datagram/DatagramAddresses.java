/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Helper methods for datagram addresses. */
final class DatagramAddresses {

    private static final int IP6_BYTES = 16;

    private DatagramAddresses() {}

    /** Adapts a wildcard address to the family: VPP has one wildcard address per family, and no dual stack. */
    static InetSocketAddress ofFamily(InetSocketAddress address, @Nullable SocketProtocolFamily family) {
        InetAddress ip = address.getAddress();
        if (!ip.isAnyLocalAddress()) {
            return address;
        }
        boolean wanted6 = family == SocketProtocolFamily.INET6;
        boolean unsaid = family == null && NetUtil.isIpV6AddressesPreferred();
        boolean is4 = ip instanceof Inet4Address;
        if (unsaid || is4 != wanted6) {
            return address;
        }
        try {
            InetAddress any = InetAddress.getByAddress(new byte[wanted6 ? IP6_BYTES : 4]);
            return new InetSocketAddress(any, address.getPort());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }

    static AddressedEnvelope<ByteBuf, InetSocketAddress> packet(
            ByteBuf content, @Nullable InetSocketAddress recipient, InetSocketAddress sender) {
        return new DatagramPacket(content, recipient, sender);
    }
}
