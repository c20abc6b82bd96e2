/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.VppcomEvents;
import io.netty.channel.IoEvent;

/** An event of a session. Each event loop reuses one instance, which is valid inside {@code handle} only. */
@Internal
public final class VclIoEvent implements IoEvent {

    private enum Vpp {
        UNCHANGED,
        DETACHED,
        REATTACHED
    }

    private int mask;
    private Vpp vpp = Vpp.UNCHANGED;

    VclIoEvent() {}

    VclIoEvent ofSession(int events) {
        mask = events;
        vpp = Vpp.UNCHANGED;
        return this;
    }

    VclIoEvent vppStopped() {
        mask = 0;
        vpp = Vpp.DETACHED;
        return this;
    }

    VclIoEvent reattached() {
        mask = 0;
        vpp = Vpp.REATTACHED;
        return this;
    }

    /** Returns whether there may be data to read or a connection to accept. */
    public boolean isReadable() {
        return (mask & (VppcomEvents.EPOLLIN | VppcomEvents.EPOLLERR)) != 0;
    }

    /** Returns whether there may be room to write again, or a connect has succeeded. */
    public boolean isWritable() {
        return (mask & (VppcomEvents.EPOLLOUT | VppcomEvents.EPOLLERR)) != 0;
    }

    /** Returns whether the peer will send nothing more, or the session is lost. */
    public boolean isHangUp() {
        return (mask & (VppcomEvents.EPOLLRDHUP | VppcomEvents.EPOLLHUP)) != 0;
    }

    /** Returns whether the session is lost in both directions, or a connect in progress has failed. */
    public boolean isFailure() {
        return (mask & (VppcomEvents.EPOLLHUP | VppcomEvents.EPOLLERR)) != 0;
    }

    /**
     * Returns whether VPP stopped and the session is lost. VCL itself reports nothing for connecting and half-closed
     * sessions.
     */
    public boolean isVppStopped() {
        return vpp == Vpp.DETACHED;
    }

    /** Returns whether the worker has re-attached. VCL has replayed its listeners, successfully or not. */
    public boolean isReattached() {
        return vpp == Vpp.REATTACHED;
    }
}
