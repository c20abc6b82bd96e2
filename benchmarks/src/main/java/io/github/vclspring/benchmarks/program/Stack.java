/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

/** What carries the bytes of a program. */
public enum Stack {
    /** The kernel's TCP by Netty's epoll transport. */
    EPOLL,
    /** The kernel's TCP by the JDK's selector. */
    NIO,
    /** The kernel's TCP by Netty's io_uring transport. */
    IO_URING,
    /** VPP's TCP, or its shared memory, by VCL. */
    VCL
}
