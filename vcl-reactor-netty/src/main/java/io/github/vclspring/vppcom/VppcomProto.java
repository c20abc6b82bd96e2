/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/** Transport protocols of a session ({@code vppcom_proto_t}), numbered alike from 21.06 to 26.06. */
public final class VppcomProto {

    /** A TCP stream. */
    public static final int TCP = 0;
    /** Datagrams, bound or connected. */
    public static final int UDP = 1;
    /** A TLS stream, encrypted by VPP. */
    public static final int TLS = 3;

    private VppcomProto() {}
}
