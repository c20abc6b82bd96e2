/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

/** The stack that carries a connection. */
public enum VclTransport {
    /** A VCL session, over VPP or the embedded loopback. */
    VCL,
    /** A kernel socket. */
    KERNEL
}
