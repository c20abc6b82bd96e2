/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.option;

import io.netty.channel.ChannelOption;

/** Options that only VPP has. */
public final class VclChannelOption<T> extends ChannelOption<T> {

    /**
     * Largest segment in bytes that is sent, 88 to 32767. Set once there is a connection, for which VPP is asked and waited for,
     * for up to a second: a session that is not connected yet has nowhere to keep it (vppcom.c {@code
     * vcl_session_transport_attr}, 26.06).
     */
    public static final ChannelOption<Integer> TCP_USER_MSS = valueOf(VclChannelOption.class, "TCP_USER_MSS");

    /**
     * Differentiated services code point, 0 to 63, for outbound connections and datagrams. Since release 22.02; VPP's TCP
     * ignores it (udp.c does, tcp.c does not, 26.06).
     */
    public static final ChannelOption<Integer> DSCP = valueOf(VclChannelOption.class, "DSCP");

    /** Longest datagram in bytes that is sent over IPv4, over IPv6 it is 20 less: VPP's {@code udp { mtu }} less 28. */
    public static final ChannelOption<Integer> MAX_DATAGRAM_PAYLOAD =
            valueOf(VclChannelOption.class, "MAX_DATAGRAM_PAYLOAD");

    /**
     * Bytes that the receive fifo of a connection holds; read-only, 0 before there is one and for the kernel's. {@code
     * vcl.rx-fifo-size} sets it for the whole application.
     */
    public static final ChannelOption<Integer> RX_FIFO_LENGTH = valueOf(VclChannelOption.class, "RX_FIFO_LENGTH");

    /**
     * Bytes that the transmit fifo of a connection holds; read-only, 0 before there is one and for the kernel's. {@code
     * vcl.tx-fifo-size} sets it for the whole application.
     */
    public static final ChannelOption<Integer> TX_FIFO_LENGTH = valueOf(VclChannelOption.class, "TX_FIFO_LENGTH");

    @SuppressWarnings("deprecation") // as Netty's own transports do: there is no other constructor
    private VclChannelOption() {
        super("");
    }
}
