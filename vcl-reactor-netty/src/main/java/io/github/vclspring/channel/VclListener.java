/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.github.vclspring.vppcom.VppcomProto;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One loop's share of a {@link VclServerSocketChannel}: a session of the loop's worker that listens. VPP deals connections
 * out to the listening workers in turn, and what a worker accepted it must serve itself.
 *
 * <p>Only for the loop's thread.
 */
final class VclListener implements VclIoHandle, VclLoop.Listening, VclSessionInfo.Source {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclListener.class);

    /** VPP's app socket comes up before its interfaces have their addresses. */
    private static final long RELISTEN_MILLIS = 200;

    /** After so many looks they become rare: the answer is usually there at once, but a VPP may be slow. */
    private static final int VERIFICATIONS = 25;

    private static final long LATE_VERIFICATION_MILLIS = 5_000;

    private final VclServerSocketChannel server;
    private final IoEventLoop eventLoop;
    private final InetSocketAddress local;
    private @Nullable IoRegistration registration;
    private @Nullable VclLoop loop;
    private int session = AbstractVclChannel.NO_SESSION;
    private boolean paused;
    private boolean acceptsToComplete;
    private boolean wanted;
    private boolean closed;

    VclListener(VclServerSocketChannel server, IoEventLoop eventLoop, InetSocketAddress local) {
        this.server = server;
        this.eventLoop = eventLoop;
        this.local = local;
    }

    InetSocketAddress local() {
        return local;
    }

    IoEventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public int session() {
        return session;
    }

    @Override
    public VclSessionInfo describe(VclLoop on) {
        return new VclSessionInfo(
                on.worker().index(),
                on.indexOf(session),
                VclSessionInfo.Kind.LISTENER,
                local,
                null,
                0,
                0,
                0,
                server.wantsAccept());
    }

    /** Listens; holds the loop until VPP has answered. */
    void open() throws IOException {
        if (closed) {
            throw new IOException("The server was closed while it was binding");
        }
        want(registerAndListen());
    }

    private void want(VclLoop on) {
        wanted = true;
        on.stats().wantedListeners++;
    }

    /** The server has been bound without this one, which could not listen when its loop came to it. Any thread. */
    void openLater(Throwable cause) {
        if (eventLoop.isShuttingDown()) {
            return;
        }
        eventLoop.execute(() -> {
            VclLoop on = loop;
            if (!closed && on != null) {
                want(on);
                server.listenFailed(cause instanceof IOException io ? io : new IOException(cause));
                relisten(on);
            }
        });
    }

    private VclLoop registerAndListen() throws IOException {
        Future<IoRegistration> registered = eventLoop.register(this);
        if (!registered.isSuccess()) {
            throw new IOException("Cannot register a listener with " + eventLoop, registered.cause());
        }
        registration = registered.getNow();
        VclLoop on = registered.getNow().attachment();
        loop = on;
        try {
            listen(on);
        } catch (IOException | RuntimeException e) {
            // it would be told of VPP's return, and listen then
            drop(on);
            throw e;
        }
        return on;
    }

    private void listen(VclLoop on) throws IOException {
        // while VCL is detached it keeps the listener, and listens when VPP is back
        if (on.isVppClosing()) {
            throw VclErrors.vppGone();
        }
        Vppcom vppcom = on.vppcom();
        int handle = vppcom.sessionCreate(VppcomProto.TCP, 1);
        if (handle < 0) {
            throw VclErrors.io("vppcom_session_create", handle);
        }
        int result = vppcom.sessionBind(handle, on.endpoint().set(local).address());
        if (result >= 0) {
            result = vppcom.sessionListen(handle, server.config().getBacklog());
        }
        if (result < 0) {
            if (result == Errno.ETIMEDOUT) {
                AbandonedListen.take(on, eventLoop, handle);
                throw noAnswer();
            }
            int detail = on.error(handle);
            on.close(handle);
            throw VclErrors.bind("vppcom_session_listen", result, detail, local);
        }
        session = handle;
        on.stats().listeners++;
        IoRegistration current = registration;
        if (current != null) {
            current.submit(VclIoOps.ACCEPT);
        }
    }

    private VclAttachException noAnswer() {
        return new VclAttachException(
                VclAttachException.Reason.NO_ANSWER,
                "VPP attached this application, and did not answer its listen on " + local
                        + " within vcl.session-timeout",
                "Is VPP's session layer enabled? 'vppctl show session' says so if it is not; startup.conf then needs"
                        + " 'session { enable use-app-socket-api }'.",
                null);
    }

    @Override
    public void handle(IoRegistration source, IoEvent ioEvent) {
        VclIoEvent event = (VclIoEvent) ioEvent;
        if (event.isVppGone()) {
            // VCL keeps the session and listens anew when VPP is back
            return;
        }
        if (event.isVppBack()) {
            VclLoop on = loop;
            if (on != null) {
                verify(on, on.attachEpoch(), VERIFICATIONS);
            }
            return;
        }
        if (event.isReadable()) {
            if (server.wantsAccept()) {
                // every connection has an event of its own
                accept();
                completeAccepts();
            } else {
                paused = true;
            }
        }
    }

    /** Takes what came while the server was not reading. */
    void resume() {
        if (!paused || session == AbstractVclChannel.NO_SESSION) {
            return;
        }
        while (paused && server.wantsAccept()) {
            int child = accept();
            paused = child >= 0 || child == Errno.ECONNABORTED;
        }
        completeAccepts();
    }

    private void completeAccepts() {
        if (acceptsToComplete) {
            acceptsToComplete = false;
            server.acceptComplete();
        }
    }

    /** Returns the session, or VCL's error. */
    private int accept() {
        VclLoop on = loop;
        if (on == null
                || session == AbstractVclChannel.NO_SESSION
                || !on.worker().isAttached()) {
            // while VPP is gone VCL would follow a null pointer (vppcom.c vppcom_session_accept, 26.06)
            return Errno.EAGAIN;
        }
        VppcomEndpoint endpoint = on.endpoint().clear();
        int child = on.vppcom().sessionAccept(session, endpoint.address(), Vppcom.O_NONBLOCK);
        if (child == Errno.EAGAIN) {
            return child;
        }
        if (child < 0) {
            on.stats().acceptsFailed++;
            if (child != Errno.ECONNABORTED) {
                server.acceptFailed(VclErrors.io("vppcom_session_accept", child));
            }
            return child;
        }
        InetSocketAddress remote = endpoint.get();
        on.stats().accepted++;
        on.stats().openSessions++;
        InetSocketAddress home = VclCarrier.localAddressOf(on, child);
        acceptsToComplete |=
                server.accepted(new VclSocketChannel(server, eventLoop, on, child, home, remote), on, eventLoop);
        return child;
    }

    /**
     * VCL listens anew by itself when VPP is back, without waiting for the answer. It says nothing if that is a no: the
     * listener is just dead. So it is looked for, as long as this VPP lives.
     */
    private void verify(VclLoop on, int epoch, int frequent) {
        if (closed || on.isLost(epoch)) {
            return;
        }
        if (session == AbstractVclChannel.NO_SESSION || on.error(session) != 0) {
            LOGGER.debug("VPP is back and does not listen on {}: listening anew", local);
            relisten(on);
        } else {
            eventLoop.schedule(
                    () -> verify(on, epoch, Math.max(0, frequent - 1)),
                    frequent > 0 ? RELISTEN_MILLIS : LATE_VERIFICATION_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Nobody tells a listener that is not registered of VPP's next death and return: it goes on trying through both. */
    private void relisten(VclLoop on) {
        if (closed) {
            return;
        }
        if (on.worker().isAttached()) {
            drop(on);
            try {
                registerAndListen();
                return;
            } catch (IOException | RuntimeException e) {
                // whatever it was, a server that nobody reaches is worse than another attempt
                server.listenFailed(e instanceof IOException io ? io : new IOException(e));
            }
        }
        eventLoop.schedule(() -> relisten(on), RELISTEN_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        VclLoop on = loop;
        closed = true;
        if (on != null) {
            if (wanted) {
                wanted = false;
                on.stats().wantedListeners--;
            }
            drop(on);
        }
        server.closeFromLoop(this);
    }

    @Override
    public void refusePending() {
        VclLoop on = loop;
        if (on != null && session != AbstractVclChannel.NO_SESSION) {
            refuseAll(on, session);
        }
    }

    static void refuseAll(VclLoop on, int listener) {
        int child;
        do {
            child = on.vppcom().sessionAccept(listener, on.endpoint().clear().address(), Vppcom.O_NONBLOCK);
            if (child >= 0) {
                on.close(child);
            }
        } while (child >= 0 || child == Errno.ECONNABORTED);
    }

    private void drop(VclLoop on) {
        IoRegistration current = registration;
        if (current != null) {
            current.cancel();
            registration = null;
        }
        int handle = session;
        if (handle == AbstractVclChannel.NO_SESSION) {
            return;
        }
        session = AbstractVclChannel.NO_SESSION;
        on.stats().listeners--;
        if (!on.worker().isDetached()) {
            // VCL crashes when it closes a listener that has connections to be accepted (vppcom_session_unbind, 26.06)
            refuseAll(on, handle);
        }
        on.closeListener(handle);
    }
}
