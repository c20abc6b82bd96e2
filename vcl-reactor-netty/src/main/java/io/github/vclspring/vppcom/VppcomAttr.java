/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/**
 * Attributes of a session ({@code vppcom_attr_op_t}), numbered as in every release since 21.10.
 *
 * <p>VPP only stores a bit for {@code REUSEADDR}, {@code REUSEPORT}, {@code BROADCAST}, {@code V6ONLY},
 * {@code KEEPALIVE}, {@code TCP_NODELAY} and the keep-alive times. {@code GET_ERROR} is always 0 (vppcom.c, 26.06).
 * Integer setters require a length of exactly 4.
 */
public final class VppcomAttr {

    /** Number of bytes to read, or of connections to accept. Returned as the result; the length is not used. */
    public static final int GET_NREAD = 0;
    /** Number of free bytes in the transmit fifo. Returned as the result. */
    public static final int GET_NWRITE = 1;

    /**
     * Local address and port, as a {@link VppcomEndpoint}. Unspecified and 0 before the session is bound or connected.
     */
    public static final int GET_LCL_ADDR = 4;
    /** Address from which an unconnected session will connect, or a datagram session sends. */
    public static final int SET_LCL_ADDR = 5;

    /** Peer address and port, as a {@link VppcomEndpoint}. */
    public static final int GET_PEER_ADDR = 6;
    /**
     * Size of the transmit fifo in bytes, an {@code int}: the value that was set, otherwise the fifo's actual size,
     * otherwise the configured size.
     */
    public static final int GET_TX_FIFO_LEN = 12;
    /** Size of the receive fifo in bytes. Writes 8 bytes, whatever length is passed. */
    public static final int GET_RX_FIFO_LEN = 14;

    /** 0 or 1, as an {@code int}. */
    public static final int GET_REUSEADDR = 16;
    /** 0 or 1, as an {@code int}. */
    public static final int GET_TCP_NODELAY = 26;
    /** 0 or non-zero, as an {@code int}. */
    public static final int SET_TCP_NODELAY = 27;
    /** Maximum segment size. Sends a synchronous request to VPP, which may block the worker for up to a second. */
    public static final int SET_TCP_USER_MSS = 33;

    /** Differentiated services code point, one byte, 0 to 63. Set it before connecting. */
    public static final int SET_DSCP = 40;

    private VppcomAttr() {}
}
