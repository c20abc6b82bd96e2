/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.vclspring.benchmarks.program.Stack;

/** What a server runs on, and the wire between it and its client. */
enum Transport {
    /** The kernel's loopback, by Netty's epoll transport. */
    @JsonProperty("epoll")
    EPOLL("epoll", Stack.EPOLL, Wire.LOOPBACK),
    /** The kernel's loopback, by the JDK's selector. */
    @JsonProperty("nio")
    NIO("NIO", Stack.NIO, Wire.LOOPBACK),
    /** The kernel's loopback, by Netty's io_uring transport. */
    @JsonProperty("io_uring")
    IO_URING("io_uring", Stack.IO_URING, Wire.LOOPBACK),
    /** Shared memory between two applications of one VPP. */
    @JsonProperty("vcl")
    VCL("VCL", Stack.VCL, Wire.CUT_THROUGH),
    /** The kernel's TCP on both ends of a veth pair, each in a network namespace of its own. */
    @JsonProperty("epoll-veth")
    EPOLL_VETH("epoll, veth", Stack.EPOLL, Wire.VETH),
    /** VPP's TCP on both ends: two VPPs joined by memif. */
    @JsonProperty("vcl-memif")
    VCL_MEMIF("VCL, memif", Stack.VCL, Wire.MEMIF),
    /** VPP's TCP, af_packet on a veth, and the kernel's TCP on the client's end. */
    @JsonProperty("vcl-af-packet")
    VCL_AF_PACKET("VCL, af_packet", Stack.VCL, Wire.AF_PACKET);

    /** What lies between server and client. */
    enum Wire {
        LOOPBACK,
        CUT_THROUGH,
        VETH,
        MEMIF,
        AF_PACKET
    }

    private final String label;
    private final Stack stack;
    private final Wire wire;

    Transport(String label, Stack stack, Wire wire) {
        this.label = label;
        this.stack = stack;
        this.wire = wire;
    }

    String label() {
        return label;
    }

    Stack stack() {
        return stack;
    }

    Wire wire() {
        return wire;
    }

    boolean isVcl() {
        return stack == Stack.VCL;
    }
}
