/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.server;

import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.eventloop.VclIoEvent;
import io.github.vclspring.eventloop.VclIoHandle;
import io.github.vclspring.eventloop.VclIoOps;
import io.github.vclspring.eventloop.VclLoop;
import io.github.vclspring.eventloop.VclSessionInfo;
import io.github.vclspring.session.ListenSession;
import io.github.vclspring.session.VclSession;
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
 * A {@link VclServerSocketChannel}'s listening session on one loop. VPP distributes connections round-robin among the
 * listening workers, and a worker must serve the connections that it accepts.
 *
 * <p>Only on the loop's thread.
 */
final class VclListener implements VclIoHandle {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclListener.class);

    /** VPP's app socket comes up before its interfaces have their addresses. */
    private static final long RELISTEN_MILLIS = 200;

    /** Number of frequent checks before they become rare. VPP usually answers immediately, but may be slow. */
    private static final int VERIFICATIONS = 25;

    private static final long LATE_VERIFICATION_MILLIS = 5_000;

    private final VclServerSocketChannel server;
    private final IoEventLoop eventLoop;
    private final InetSocketAddress local;
    private @Nullable IoRegistration registration;
    private @Nullable VclLoop loop;
    private @Nullable ListenSession session;
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
    public @Nullable VclSession session() {
        return session;
    }

    @Override
    public VclSessionInfo.Kind kind() {
        return VclSessionInfo.Kind.LISTENER;
    }

    @Override
    public VclSessionInfo describe() {
        ListenSession current = session;
        return new VclSessionInfo(
                loop == null ? -1 : loop.worker().index(),
                current == null ? -1 : current.index(),
                VclSessionInfo.Kind.LISTENER,
                local,
                null,
                0,
                0,
                0,
                server.wantsAccept());
    }

    /** Starts to listen. Blocks the loop until VPP has answered. */
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

    /** Retries to listen after a late failure on this loop, without which the server was bound. Any thread. */
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
            // a registered listener would be notified of a re-attach, and listen then
            drop(on);
            throw e;
        }
        return on;
    }

    private void listen(VclLoop on) throws IOException {
        ListenSession listener = on.sessions().openListener();
        try {
            listener.listen(local, server.config().getBacklog());
        } catch (IOException | RuntimeException e) {
            on.close(listener);
            throw e;
        }
        session = listener;
        on.stats().listeners++;
        IoRegistration current = registration;
        if (current != null) {
            current.submit(VclIoOps.ACCEPT);
        }
    }

    @Override
    public void handle(IoRegistration source, IoEvent ioEvent) {
        VclIoEvent event = (VclIoEvent) ioEvent;
        if (event.isVppStopped()) {
            // VCL keeps the session and listens again after re-attaching
            return;
        }
        if (event.isReattached()) {
            VclLoop on = loop;
            if (on != null) {
                verify(on, on.worker().attachEpoch(), VERIFICATIONS);
            }
            return;
        }
        if (event.isReadable()) {
            if (server.wantsAccept()) {
                // each connection has its own event
                accept();
                completeAccepts();
            } else {
                paused = true;
            }
        }
    }

    /** Accepts connections that arrived while the server was not reading. */
    void resume() {
        while (paused && server.wantsAccept()) {
            paused = accept();
        }
        completeAccepts();
    }

    private void completeAccepts() {
        if (acceptsToComplete) {
            acceptsToComplete = false;
            server.acceptComplete();
        }
    }

    /** Accepts one connection. Returns whether there was one. */
    private boolean accept() {
        VclLoop on = loop;
        ListenSession listener = session;
        if (on == null || listener == null) {
            return false;
        }
        VclSession child;
        try {
            child = listener.accept();
        } catch (IOException e) {
            server.acceptFailed(e);
            return false;
        }
        if (child == null) {
            return false;
        }
        acceptsToComplete |= server.accepted(new VclSocketChannel(server, on, child));
        return true;
    }

    /**
     * Checks the listener for as long as the attach epoch lasts. After re-attaching, VCL listens again by itself
     * without waiting for the answer, and does not report a refusal.
     */
    private void verify(VclLoop on, int epoch, int frequent) {
        if (closed || !on.worker().isAttached() || on.worker().attachEpoch() != epoch) {
            return;
        }
        ListenSession current = session;
        if (current == null || current.error() != 0) {
            LOGGER.debug("Re-attached, and VPP does not listen on {}: listening again", local);
            relisten(on);
        } else {
            eventLoop.schedule(
                    () -> verify(on, epoch, Math.max(0, frequent - 1)),
                    frequent > 0 ? RELISTEN_MILLIS : LATE_VERIFICATION_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Retries until it listens, because an unregistered listener is not notified when VPP stops and restarts. */
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
                // whatever the failure, the server is unreachable without another attempt
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

    private void drop(VclLoop on) {
        IoRegistration current = registration;
        if (current != null) {
            current.cancel();
            registration = null;
        }
        ListenSession listener = session;
        if (listener != null) {
            session = null;
            on.stats().listeners--;
            on.close(listener);
        }
    }
}
