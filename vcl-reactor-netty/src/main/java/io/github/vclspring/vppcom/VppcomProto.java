/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/** Transport protocols of a session ({@code vppcom_proto_t}); the numbers never changed from 21.06 to 26.06. */
public final class VppcomProto {

    /** A stream that VPP's TCP carries. */
    public static final int TCP = 0;
    /** Datagrams, bound or connected. */
    public static final int UDP = 1;
    /** A stream that VPP encrypts. */
    public static final int TLS = 3;

    private VppcomProto() {}
}
