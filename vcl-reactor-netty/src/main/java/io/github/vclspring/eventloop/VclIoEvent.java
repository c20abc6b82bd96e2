/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.VppcomEvents;
import io.netty.channel.IoEvent;

/** What happened to a session. One instance per event loop is used again and again: valid inside {@code handle} only. */
@Internal
public final class VclIoEvent implements IoEvent {

    private enum Vpp {
        UNCHANGED,
        GONE,
        BACK
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
        vpp = Vpp.GONE;
        return this;
    }

    VclIoEvent reattached() {
        mask = 0;
        vpp = Vpp.BACK;
        return this;
    }

    /** Data, or a connection, may be there to be taken. */
    public boolean isReadable() {
        return (mask & (VppcomEvents.EPOLLIN | VppcomEvents.EPOLLERR)) != 0;
    }

    /** There is room to write again, or a connect has succeeded. */
    public boolean isWritable() {
        return (mask & (VppcomEvents.EPOLLOUT | VppcomEvents.EPOLLERR)) != 0;
    }

    /** The peer will send nothing more, or the session is lost. */
    public boolean isHangUp() {
        return (mask & (VppcomEvents.EPOLLRDHUP | VppcomEvents.EPOLLHUP)) != 0;
    }

    /** The session is lost in both directions; for a connect that is in progress: it failed. */
    public boolean isFailure() {
        return (mask & (VppcomEvents.EPOLLHUP | VppcomEvents.EPOLLERR)) != 0;
    }

    /** VPP stopped, and the session is lost. VCL itself reports nothing for connecting and half-closed sessions. */
    public boolean isVppStopped() {
        return vpp == Vpp.GONE;
    }

    /** VPP is there again; listeners have been replayed by VCL, successfully or not. */
    public boolean isReattached() {
        return vpp == Vpp.BACK;
    }
}
