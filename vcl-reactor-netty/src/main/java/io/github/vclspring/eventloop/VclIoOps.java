/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.vppcom.VppcomEvents;
import io.netty.channel.IoOps;

/**
 * What is watched of a session. The first submission adds the session to its worker's epoll set, later ones change it.
 * Always edge-triggered: readiness is kept by the channels, so that reading on demand costs no call.
 */
public final class VclIoOps implements IoOps {

    /** What a listener waits for: connections. */
    public static final VclIoOps ACCEPT = new VclIoOps(VppcomEvents.EPOLLIN);

    /**
     * What an accepted stream is added with. With EPOLLOUT among it VCL would report that there is room, and then keep to
     * itself that the peer has already gone (vppcom.c {@code vppcom_epoll_ctl}, 26.06).
     */
    public static final VclIoOps ACCEPTED = new VclIoOps(VppcomEvents.EPOLLIN | VppcomEvents.EPOLLRDHUP);

    /**
     * All that a stream can tell. EPOLLOUT must be among it before a connect completes, else VCL reports neither its
     * success nor its failure.
     */
    public static final VclIoOps STREAM =
            new VclIoOps(VppcomEvents.EPOLLIN | VppcomEvents.EPOLLOUT | VppcomEvents.EPOLLRDHUP);

    /** What is left of a stream after the peer's FIN, at which VCL stops watching it altogether. */
    public static final VclIoOps HALF_CLOSED = new VclIoOps(VppcomEvents.EPOLLOUT);

    /** What a bound datagram session is watched for. */
    public static final VclIoOps DATAGRAM = new VclIoOps(VppcomEvents.EPOLLIN);

    private final int mask;

    private VclIoOps(int events) {
        this.mask = events | VppcomEvents.EPOLLET;
    }

    int mask() {
        return mask;
    }
}
