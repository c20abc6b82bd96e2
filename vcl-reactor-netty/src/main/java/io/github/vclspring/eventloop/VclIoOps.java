/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.VppcomEvents;
import io.netty.channel.IoOps;

/**
 * The events that a session is added to its worker's epoll set for. The first submission adds it, later ones modify it.
 * Always edge-triggered: readiness is kept by the channels, so that reading on demand costs no call.
 */
@Internal
public final class VclIoOps implements IoOps {

    /** A listener: connections. */
    public static final VclIoOps ACCEPT = new VclIoOps(VppcomEvents.EPOLLIN);

    /**
     * What an accepted stream is added with. With EPOLLOUT among it VCL would report that there is room, and then not
     * report that the peer has already closed (vppcom.c {@code vppcom_epoll_ctl}, 26.06).
     */
    public static final VclIoOps ACCEPTED = new VclIoOps(VppcomEvents.EPOLLIN | VppcomEvents.EPOLLRDHUP);

    /**
     * Every event of a stream. EPOLLOUT must be among it before a connect completes, else VCL reports neither its
     * success nor its failure.
     */
    public static final VclIoOps STREAM =
            new VclIoOps(VppcomEvents.EPOLLIN | VppcomEvents.EPOLLOUT | VppcomEvents.EPOLLRDHUP);

    /** What is left of a stream after the peer's FIN, at which VCL clears what it was added for. */
    public static final VclIoOps HALF_CLOSED = new VclIoOps(VppcomEvents.EPOLLOUT);

    /** A bound datagram session: datagrams. */
    public static final VclIoOps DATAGRAM = new VclIoOps(VppcomEvents.EPOLLIN);

    private final int mask;

    private VclIoOps(int events) {
        this.mask = events | VppcomEvents.EPOLLET;
    }

    int mask() {
        return mask;
    }
}
