/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/**
 * Attributes of a session ({@code vppcom_attr_op_t}), numbered as in every release since 21.10.
 *
 * <p>VPP only stores a bit for {@code REUSEADDR}, {@code REUSEPORT}, {@code BROADCAST}, {@code V6ONLY},
 * {@code KEEPALIVE}, {@code TCP_NODELAY} and the keep-alive times; {@code GET_ERROR} is always 0 (vppcom.c, 26.06).
 * Integer setters want a length of exactly 4.
 */
public final class VppcomAttr {

    /** Bytes that can be read, or connections that can be accepted; given as the result, and the length is not used. */
    public static final int GET_NREAD = 0;
    /** Free bytes in the transmit fifo. */
    public static final int GET_NWRITE = 1;

    /** Address and port of this side, into a {@link VppcomEndpoint}; 0 and unspecified before the session is bound or connected. */
    public static final int GET_LCL_ADDR = 4;
    /** What a session that was not connected yet connects from, and a datagram session sends from. */
    public static final int SET_LCL_ADDR = 5;

    /** Address and port of the peer, into a {@link VppcomEndpoint}. */
    public static final int GET_PEER_ADDR = 6;
    /** Bytes of the transmit fifo, an {@code int}: what was set, else the fifo's, else the configured. */
    public static final int GET_TX_FIFO_LEN = 12;
    /** Writes 8 bytes, whatever length is given. */
    public static final int GET_RX_FIFO_LEN = 14;

    /** 0 or 1, as an {@code int}. */
    public static final int GET_REUSEADDR = 16;
    /** 0 or 1, as an {@code int}. */
    public static final int GET_TCP_NODELAY = 26;
    /** 0 or not, as an {@code int}. */
    public static final int SET_TCP_NODELAY = 27;
    /** A synchronous request to VPP: may hold the worker for up to a second. */
    public static final int SET_TCP_USER_MSS = 33;

    /** Differentiated services code point, one byte, 0 to 63; before connecting. */
    public static final int SET_DSCP = 40;

    private VppcomAttr() {}
}
