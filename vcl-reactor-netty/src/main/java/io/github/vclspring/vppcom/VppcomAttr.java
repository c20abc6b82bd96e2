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

    public static final int GET_NREAD = 0;
    /** Free bytes in the transmit fifo. */
    public static final int GET_NWRITE = 1;

    public static final int GET_LCL_ADDR = 4;
    /** What a session that was not connected yet connects from, and a datagram session sends from. */
    public static final int SET_LCL_ADDR = 5;

    public static final int GET_PEER_ADDR = 6;
    public static final int GET_TX_FIFO_LEN = 12;
    public static final int SET_TX_FIFO_LEN = 13;
    /** Writes 8 bytes, whatever length is given. */
    public static final int GET_RX_FIFO_LEN = 14;

    public static final int SET_RX_FIFO_LEN = 15;
    public static final int GET_REUSEADDR = 16;
    public static final int SET_REUSEADDR = 17;
    public static final int GET_REUSEPORT = 18;
    public static final int SET_REUSEPORT = 19;
    public static final int GET_BROADCAST = 20;
    public static final int SET_BROADCAST = 21;
    public static final int GET_V6ONLY = 22;
    public static final int SET_V6ONLY = 23;
    public static final int GET_KEEPALIVE = 24;
    public static final int SET_KEEPALIVE = 25;
    public static final int GET_TCP_NODELAY = 26;
    public static final int SET_TCP_NODELAY = 27;
    public static final int GET_TCP_KEEPIDLE = 28;
    public static final int SET_TCP_KEEPIDLE = 29;
    public static final int GET_TCP_KEEPINTVL = 30;
    public static final int SET_TCP_KEEPINTVL = 31;
    public static final int GET_TCP_USER_MSS = 32;
    /** A synchronous request to VPP: may hold the worker for up to a second. */
    public static final int SET_TCP_USER_MSS = 33;

    /** The certificate that {@link Vppcom#addCertKeyPair} stored; needed on both sides of a TLS session. */
    public static final int SET_CKPAIR = 35;

    public static final int SET_VRF = 36;
    public static final int GET_VRF = 37;
    public static final int SET_DSCP = 40;

    private VppcomAttr() {}
}
