/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import io.github.vclspring.benchmarks.program.Settings;
import java.util.List;

/** What lies below servers and clients while rows are measured: nothing but the kernel, one VPP, or two. */
interface Lab extends AutoCloseable {

    /** The address that the server listens on. */
    String address(Transport transport);

    /** The address of the client's end of the wire, where a database listens over the kernel. */
    String clientAddress(Transport transport);

    /** Puts in front of a server's command what brings it to its place. */
    List<String> server(List<String> command);

    /** Puts in front of a client's command what brings it to its end of the wire: one that knows no VCL gets it below its sockets. */
    List<String> client(Transport transport, boolean knowsVcl, List<String> command);

    /** How servers attach to VPP. */
    Settings.Vcl vcl(Tuning tuning);

    /** The ids of VPP's processes. */
    List<Long> vpps();

    /**
     * Waits until a server has closed what the last client left open, before there is a next one.
     *
     * @param listeners how many sessions remain: one for each event loop of each server
     */
    default void awaitClosed(int listeners) {}

    @Override
    void close();

    /** Sets up what a transport needs. Nothing of another lab may be up: an idle VPP takes a part of a core. */
    static Lab open(Transport.Wire wire, Tuning tuning, Cores cores) {
        return switch (wire) {
            case LOOPBACK, VETH -> new KernelLab();
            case CUT_THROUGH, AF_PACKET -> VppLab.one(tuning, cores);
            case MEMIF -> VppLab.two(tuning, cores);
        };
    }
}
