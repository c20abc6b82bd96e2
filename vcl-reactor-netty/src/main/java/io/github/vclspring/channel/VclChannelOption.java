/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.ChannelOption;

/** Options that only VPP has, for outbound connections. */
public final class VclChannelOption<T> extends ChannelOption<T> {

    /** Largest segment in bytes that the peer is offered. VPP is asked and waited for, for up to a second. */
    public static final ChannelOption<Integer> TCP_USER_MSS = valueOf(VclChannelOption.class, "TCP_USER_MSS");

    /** Differentiated services code point, 0 to 63. Since release 22.02. */
    public static final ChannelOption<Integer> DSCP = valueOf(VclChannelOption.class, "DSCP");

    /** Number of VPP's routing table. */
    public static final ChannelOption<Integer> VRF = valueOf(VclChannelOption.class, "VRF");

    @SuppressWarnings("deprecation") // as Netty's own transports do: there is no other constructor
    private VclChannelOption() {
        super("");
    }
}
