/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/** Transport protocols of a session ({@code vppcom_proto_t}); the numbers never changed from 21.06 to 26.06. */
public final class VppcomProto {

    public static final int TCP = 0;
    public static final int UDP = 1;
    public static final int TLS = 3;

    private VppcomProto() {}
}
