/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.netty.channel.IoEventLoop;
import java.util.concurrent.TimeUnit;

/**
 * A listener whose listen VPP did not answer in time. VCL cannot take it back: closed now, the late answer would bring it to
 * life, with nobody to accept its connections (vppcom.c {@code vcl_session_cleanup}, {@code vcl_session_bound_handler},
 * 26.06). So the answer is waited for.
 */
final class AbandonedListen extends LingeringSession implements VclLoop.Listening, Runnable {

    private static final long LOOK_MILLIS = 100;

    private final IoEventLoop eventLoop;

    private AbandonedListen(VclLoop loop, IoEventLoop eventLoop, int session) {
        super(loop, session);
        this.eventLoop = eventLoop;
    }

    static void take(VclLoop loop, IoEventLoop eventLoop, int session) {
        new AbandonedListen(loop, eventLoop, session).waitOn();
    }

    private void waitOn() {
        eventLoop.schedule(this, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        if (!registration().isValid()) {
            return;
        }
        if (loop().error(session()) != 0 || listens()) {
            close();
        } else {
            waitOn();
        }
    }

    @Override
    public void refusePending() {
        if (listens()) {
            VclListener.refuseAll(loop(), session());
        }
    }

    /** Also by a loop that shuts down, before the answer has come or just after it. */
    @Override
    void closeSession() {
        if (listens()) {
            VclListener.refuseAll(loop(), session());
            loop().closeListener(session());
        } else {
            loop().close(session());
        }
    }

    /** Accepting is the one question that VCL answers otherwise once a session listens. */
    private boolean listens() {
        if (loop().worker().isDetached()) {
            return false;
        }
        int child = loop().vppcom()
                .sessionAccept(session(), loop().endpoint().clear().address(), Vppcom.O_NONBLOCK);
        if (child >= 0) {
            loop().close(child);
        }
        return child != Errno.EBADFD;
    }
}
