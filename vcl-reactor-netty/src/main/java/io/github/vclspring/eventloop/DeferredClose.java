/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.github.vclspring.session.VclSession;
import io.github.vclspring.session.VclSession.CloseAfter;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Closes a session that its channel has released, once that is {@linkplain VclSession#closesAfter safe}. It is
 * registered with the loop, so that VPP's answer, or VPP's stop, closes the session, and a loop that shuts down closes
 * it at once.
 */
final class DeferredClose implements VclIoHandle, Runnable {

    private static final long LISTEN_ANSWER_MICROS = TimeUnit.MILLISECONDS.toMicros(100);
    private static final long SENT_MICROS = 500;
    private static final int SENT_ATTEMPTS = 2_000;

    private final VclLoop loop;
    private final VclSession session;
    private final IoRegistration registration;
    private long intervalMicros;
    private int attempts = Integer.MAX_VALUE;

    /** Takes over a session whose channel has cancelled its registration. */
    DeferredClose(VclLoop loop, VclSession session) {
        this.loop = loop;
        this.session = session;
        registration = loop.register(this);
    }

    void await(CloseAfter after) {
        switch (after) {
            case CONNECT_ANSWER -> awaitEvent();
            case LISTEN_ANSWER -> look(LISTEN_ANSWER_MICROS);
            case SENT -> {
                attempts = SENT_ATTEMPTS;
                look(SENT_MICROS);
            }
            // detaching notifies every handle
            case DETACH, NOTHING -> {}
        }
    }

    private void awaitEvent() {
        try {
            registration.submit(VclIoOps.STREAM);
        } catch (UncheckedIOException e) {
            close();
        }
    }

    /** Polls, because no event reports the condition. */
    private void look(long everyMicros) {
        intervalMicros = everyMicros;
        loop.eventLoop().schedule(this, intervalMicros, TimeUnit.MICROSECONDS);
    }

    @Override
    public void run() {
        if (registration.isValid()) {
            if (--attempts == 0 || session.closesAfter() == CloseAfter.NOTHING) {
                close();
            } else {
                look(intervalMicros);
            }
        }
    }

    @Override
    public VclSession session() {
        return session;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        close();
    }

    @Override
    public void close() {
        if (!session.awaitsDetach() && registration.cancel()) {
            session.close();
        }
    }
}
