/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.VclSession;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;

/**
 * An accepted connection on its way through the server's pipeline, on another loop than its own. Until its channel is
 * registered, this closes its session where the loop ends or VPP stops. Only for the loop that accepted it.
 */
final class UnclaimedChild implements VclIoHandle {

    private final VclSocketChannel child;
    private final VclSession session;
    private final IoRegistration registration;

    UnclaimedChild(VclLoop loop, VclSocketChannel child, VclSession session) {
        this.child = child;
        this.session = session;
        registration = loop.register(this);
    }

    @Override
    public VclSession session() {
        return session;
    }

    /** The channel has come onto its loop, and closes its session itself from now on. */
    void claim() {
        registration.cancel();
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        close();
    }

    @Override
    public void close() {
        if (registration.cancel()) {
            child.closeNow(session);
            child.unsafe().closeForcibly();
        }
    }
}
