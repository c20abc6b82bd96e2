/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

/** What carries a connection. */
public enum VclTransport {
    /** A session of VCL: VPP, or the embedded loopback in its place. */
    VCL,
    /** A socket of the kernel. */
    KERNEL
}
