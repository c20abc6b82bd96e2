/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.option;

import io.netty.channel.ChannelOption;

/** Options specific to VPP. */
public final class VclChannelOption<T> extends ChannelOption<T> {

    /**
     * Largest segment in bytes that is sent, 88 to 32767. Set once the connection is established, which waits up to a
     * second for VPP's answer: an unconnected session has nowhere to store it (vppcom.c
     * {@code vcl_session_transport_attr}, 26.06).
     */
    public static final ChannelOption<Integer> TCP_USER_MSS = valueOf(VclChannelOption.class, "TCP_USER_MSS");

    /**
     * Differentiated services code point, 0 to 63, for outbound connections. Requires VPP 22.02 or later. VPP's TCP
     * ignores it, unlike its UDP (tcp.c, udp.c, 26.06).
     */
    public static final ChannelOption<Integer> DSCP = valueOf(VclChannelOption.class, "DSCP");

    /** Longest datagram in bytes over IPv4: VPP's {@code udp { mtu }} minus 28. Over IPv6, it is 20 bytes less. */
    public static final ChannelOption<Integer> MAX_DATAGRAM_PAYLOAD =
            valueOf(VclChannelOption.class, "MAX_DATAGRAM_PAYLOAD");

    /**
     * Size in bytes of a connection's receive fifo. Read-only; 0 before there is a connection, and for kernel sockets.
     * {@code vcl.rx-fifo-size} sets it for the whole application.
     */
    public static final ChannelOption<Integer> RX_FIFO_LENGTH = valueOf(VclChannelOption.class, "RX_FIFO_LENGTH");

    /**
     * Size in bytes of a connection's transmit fifo. Read-only; 0 before there is a connection, and for kernel sockets.
     * {@code vcl.tx-fifo-size} sets it for the whole application.
     */
    public static final ChannelOption<Integer> TX_FIFO_LENGTH = valueOf(VclChannelOption.class, "TX_FIFO_LENGTH");

    @SuppressWarnings("deprecation") // as Netty's own transports do: there is no other constructor
    private VclChannelOption() {
        super("");
    }
}
