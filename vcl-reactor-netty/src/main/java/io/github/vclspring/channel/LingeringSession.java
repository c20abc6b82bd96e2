/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;

/**
 * A session that outlives its channel: by itself until VCL has noticed that VPP stopped. It is registered, so that this ends
 * it, and a loop that shuts down closes it at once.
 */
class LingeringSession implements VclIoHandle {

    private final VclLoop loop;
    private final int session;
    private final VclRegistration registration;

    /** Takes over a session whose channel has cancelled its registration. */
    LingeringSession(VclLoop loop, int session) {
        this.loop = loop;
        this.session = session;
        registration = loop.registrations().add(loop, this);
    }

    final VclLoop loop() {
        return loop;
    }

    final VclRegistration registration() {
        return registration;
    }

    @Override
    public final int session() {
        return session;
    }

    @Override
    public final void handle(IoRegistration source, IoEvent event) {
        close();
    }

    @Override
    public final void close() {
        // a message to a VPP that has stopped would wait for room in its queue
        if (!loop.isVppClosing() && registration.cancel()) {
            closeSession();
        }
    }

    void closeSession() {
        loop.close(session);
    }
}
