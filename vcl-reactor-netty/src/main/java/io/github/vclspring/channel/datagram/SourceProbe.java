/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.datagram;

import io.github.vclspring.eventloop.VclIoEvent;
import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.eventloop.VclIoOps;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.session.DatagramSession;
import io.github.vclspring.session.VclErrors;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds the VPP address from which a destination is reached. It connects to the destination, which sends no packet. A
 * session bound to the wildcard address would send from 0.0.0.0 (vppcom.c {@code vppcom_session_sendto}, 26.06).
 */
final class SourceProbe implements VclIoHandle {

    /** Receives the result, on the loop. */
    interface Outcome {

        /** Called with exactly one non-null argument. */
        void found(@Nullable InetAddress source, @Nullable IOException failure);
    }

    private final VclLoop loop;
    private final DatagramSession session;
    private final IoRegistration registration;
    private final Outcome outcome;

    private SourceProbe(VclLoop loop, DatagramSession session, Outcome outcome) {
        this.loop = loop;
        this.session = session;
        this.outcome = outcome;
        registration = loop.register(this);
    }

    /** Starts a probe. */
    static void start(VclLoop loop, InetSocketAddress destination, Outcome outcome) throws IOException {
        DatagramSession session = loop.sessions().openDatagrams();
        try {
            session.connect(destination);
        } catch (IOException e) {
            session.close();
            throw e;
        }
        SourceProbe probe = new SourceProbe(loop, session, outcome);
        try {
            // before the answer can arrive: VCL reports it only if the session is in the epoll set
            probe.registration.submit(VclIoOps.STREAM);
        } catch (UncheckedIOException e) {
            probe.close();
            throw e.getCause();
        }
    }

    @Override
    public DatagramSession session() {
        return session;
    }

    @Override
    public void handle(IoRegistration source, IoEvent ioEvent) {
        VclIoEvent event = (VclIoEvent) ioEvent;
        if (event.isVppStopped()) {
            finish(null, VclErrors.vppStopped());
            return;
        }
        try {
            session.finishConnect(event.isFailure());
            finish(session.localAddress().getAddress(), null);
        } catch (IOException e) {
            finish(null, e);
        }
    }

    private void finish(@Nullable InetAddress source, @Nullable IOException failure) {
        if (registration.isValid()) {
            close();
            outcome.found(source, failure);
        }
    }

    @Override
    public void close() {
        if (registration.cancel()) {
            loop.close(session);
        }
    }
}
