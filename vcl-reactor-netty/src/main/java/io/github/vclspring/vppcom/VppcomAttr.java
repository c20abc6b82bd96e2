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
    /** Bytes, as an {@code int}; VCL only stores them for the getter, and the size of the fifo is that of {@code vcl.conf}. */
    public static final int SET_TX_FIFO_LEN = 13;
    /** Writes 8 bytes, whatever length is given. */
    public static final int GET_RX_FIFO_LEN = 14;

    /** Bytes, as an {@code int}; VCL only stores them for the getter, and the size of the fifo is that of {@code vcl.conf}. */
    public static final int SET_RX_FIFO_LEN = 15;
    /** 0 or 1, as an {@code int}. */
    public static final int GET_REUSEADDR = 16;
    /** 0 or not, as an {@code int}; refused with EINVAL on a listener. */
    public static final int SET_REUSEADDR = 17;
    /** 0 or 1, as an {@code int}. */
    public static final int GET_REUSEPORT = 18;
    /** 0 or not, as an {@code int}; refused with EINVAL on a listener. */
    public static final int SET_REUSEPORT = 19;
    /** 0 or 1, as an {@code int}. */
    public static final int GET_BROADCAST = 20;
    /** 0 or not, as an {@code int}. */
    public static final int SET_BROADCAST = 21;
    /** 0 or 1, as an {@code int}. */
    public static final int GET_V6ONLY = 22;
    /** 0 or not, as an {@code int}. */
    public static final int SET_V6ONLY = 23;
    /** 0 or 1, as an {@code int}. */
    public static final int GET_KEEPALIVE = 24;
    /** 0 or not, as an {@code int}. */
    public static final int SET_KEEPALIVE = 25;
    /** 0 or 1, as an {@code int}. */
    public static final int GET_TCP_NODELAY = 26;
    /** 0 or not, as an {@code int}. */
    public static final int SET_TCP_NODELAY = 27;
    /** 0 or 1, as an {@code int}: whether it was set, and not the seconds. */
    public static final int GET_TCP_KEEPIDLE = 28;
    /** Any {@code int}: only whether it is 0 is stored, and nothing is sent. */
    public static final int SET_TCP_KEEPIDLE = 29;
    /** 0 or 1, as an {@code int}: whether it was set, and not the seconds. */
    public static final int GET_TCP_KEEPINTVL = 30;
    /** Any {@code int}: only whether it is 0 is stored, and nothing is sent. */
    public static final int SET_TCP_KEEPINTVL = 31;
    /** Largest segment in bytes, an {@code int}; asks VPP, and is ENOPROTOOPT where VPP refuses. */
    public static final int GET_TCP_USER_MSS = 32;
    /** A synchronous request to VPP: may hold the worker for up to a second. */
    public static final int SET_TCP_USER_MSS = 33;

    /** The certificate that {@link Vppcom#addCertKeyPair} stored; needed on both sides of a TLS session. */
    public static final int SET_CKPAIR = 35;

    /** Number of the routing table of VPP to connect or listen in, an {@code int}; before that call. */
    public static final int SET_VRF = 36;
    /** Number of the routing table, an {@code int}; 0 unless set. */
    public static final int GET_VRF = 37;
    /** Differentiated services code point, one byte, 0 to 63; before connecting. */
    public static final int SET_DSCP = 40;

    private VppcomAttr() {}
}
