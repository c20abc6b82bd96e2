/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.VppcomEvents;
import io.netty.channel.IoOps;

/**
 * The events for which a session is added to its worker's epoll set. The first submission adds it, later ones modify
 * it. Always edge-triggered: channels remember readiness, so that reading on demand needs no call.
 */
@Internal
public final class VclIoOps implements IoOps {

    /** For a listener: connections. */
    public static final VclIoOps ACCEPT = new VclIoOps(VppcomEvents.EPOLLIN);

    /**
     * For an accepted stream, when it is added. With EPOLLOUT, VCL would report that there is room, and then not report
     * that the peer has already closed (vppcom.c {@code vppcom_epoll_ctl}, 26.06).
     */
    public static final VclIoOps ACCEPTED = new VclIoOps(VppcomEvents.EPOLLIN | VppcomEvents.EPOLLRDHUP);

    /**
     * For a stream: all events. Without EPOLLOUT before a connect completes, VCL reports neither its success nor its
     * failure.
     */
    public static final VclIoOps STREAM =
            new VclIoOps(VppcomEvents.EPOLLIN | VppcomEvents.EPOLLOUT | VppcomEvents.EPOLLRDHUP);

    /** For a stream after the peer's FIN, on which VCL clears its events. */
    public static final VclIoOps HALF_CLOSED = new VclIoOps(VppcomEvents.EPOLLOUT);

    /** For a bound datagram session: datagrams. */
    public static final VclIoOps DATAGRAM = new VclIoOps(VppcomEvents.EPOLLIN);

    private final int mask;

    private VclIoOps(int events) {
        this.mask = events | VppcomEvents.EPOLLET;
    }

    int mask() {
        return mask;
    }
}
