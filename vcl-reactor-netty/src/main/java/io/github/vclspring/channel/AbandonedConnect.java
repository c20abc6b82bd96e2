/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;

/**
 * Keeps the session of a channel that was closed while it was connecting until VPP has answered. Closed before, VCL would
 * leak it if the answer is no: its handler marks it detached, and nobody frees it (vppcom.c
 * {@code vcl_session_connected_handler}, 26.06).
 */
final class AbandonedConnect implements VclIoHandle {

    private final VclLoop loop;
    private final int session;
    private final VclRegistration registration;

    private AbandonedConnect(VclLoop loop, int session) {
        this.loop = loop;
        this.session = session;
        registration = loop.registrations().add(loop, this);
        registration.submit(VclIoOps.STREAM);
    }

    /** Takes over a session whose channel has cancelled its registration. */
    static void take(VclLoop loop, int session) {
        new AbandonedConnect(loop, session);
    }

    @Override
    public int session() {
        return session;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        close();
    }

    @Override
    public void close() {
        if (registration.cancel()) {
            loop.close(session);
        }
    }
}
