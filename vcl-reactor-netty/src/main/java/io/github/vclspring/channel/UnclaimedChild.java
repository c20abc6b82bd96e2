/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.VclSession;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;

/**
 * An accepted connection that passes through the server's pipeline on another loop. Until its channel is registered,
 * this closes its session if the loop ends or VPP stops. Only on the loop that accepted it.
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

    /** Called when the channel is registered, and closes its session itself from now on. */
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
