/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.server;

import io.github.vclspring.session.EphemeralPorts;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server's listeners, one on each loop of its group. Only on the server's own loop, except {@link #remove}. */
final class VclListeners {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclListeners.class);

    /** How long to wait for the other loops, which usually answer within milliseconds. */
    private static final long BUSY_LOOP_MILLIS = 1_000;

    private final VclServerSocketChannel server;
    private final List<VclListener> listeners = new CopyOnWriteArrayList<>();

    VclListeners(VclServerSocketChannel server) {
        this.server = server;
    }

    /** Listens on the server's own loop. Returns the address, with port 0 replaced. */
    InetSocketAddress openHere(InetSocketAddress wanted) throws IOException {
        VclListener here = EphemeralPorts.open(wanted, address -> {
            VclListener listener = new VclListener(server, (IoEventLoop) server.eventLoop(), address);
            listener.open();
            return listener;
        });
        listeners.add(here);
        return here.local();
    }

    /** Listens on the other loops. Completes when the responsive ones have answered. Busy loops join later. */
    Future<@Nullable Void> openElsewhere(InetSocketAddress address) {
        EventLoop here = server.eventLoop();
        EventLoopGroup group = here.parent();
        Map<VclListener, Future<?>> opened = new LinkedHashMap<>();
        if (group != null) {
            for (EventExecutor other : group) {
                if (other != here) {
                    VclListener listener = new VclListener(server, (IoEventLoop) other, address);
                    listeners.add(listener);
                    opened.put(listener, open(listener));
                }
            }
        }
        ChannelPromise answered = server.newPromise();
        Future<?> limit = here.schedule(() -> answerWithout(opened, answered), BUSY_LOOP_MILLIS, TimeUnit.MILLISECONDS);
        all(opened.values()).addListener(all -> {
            limit.cancel(false);
            if (all.isSuccess()) {
                answered.trySuccess();
            } else {
                answered.tryFailure(all.cause());
            }
        });
        return answered;
    }

    /** Completes the bind without loops that are blocked by a handler, which must not keep a server from starting. */
    private static void answerWithout(Map<VclListener, Future<?>> opened, ChannelPromise answered) {
        for (Future<?> done : opened.values()) {
            if (done.isDone() && !done.isSuccess()) {
                answered.tryFailure(done.cause());
                return;
            }
        }
        if (answered.trySuccess()) {
            opened.forEach((listener, open) -> open.addListener(late -> {
                if (!late.isSuccess()) {
                    listener.openLater(late.cause());
                }
            }));
        }
    }

    private Future<?> open(VclListener listener) {
        try {
            return listener.eventLoop().submit(() -> {
                listener.open();
                return null;
            });
        } catch (RejectedExecutionException e) {
            return server.eventLoop().newFailedFuture(e);
        }
    }

    /** Closes all listeners. Returns what other loops still have to do. */
    List<Future<?>> close() {
        List<Future<?>> elsewhere = new ArrayList<>();
        for (VclListener listener : List.copyOf(listeners)) {
            EventLoop home = listener.eventLoop();
            if (home.inEventLoop()) {
                listener.close();
                continue;
            }
            try {
                elsewhere.add(home.submit(listener::close));
            } catch (RejectedExecutionException e) {
                // the loop has ended, and has closed its listener
                LOGGER.debug("{} closes no listener any more", home, e);
            }
        }
        listeners.clear();
        return elsewhere;
    }

    /** Returns a future that completes when all of these have. */
    Future<@Nullable Void> all(Collection<Future<?>> futures) {
        PromiseCombiner combiner = new PromiseCombiner(server.eventLoop());
        futures.forEach(combiner::add);
        ChannelPromise all = server.newPromise();
        combiner.finish(all);
        return all;
    }

    /** Removes a listener that its loop has closed. Any thread. */
    boolean remove(VclListener listener) {
        return listeners.remove(listener);
    }

    /** Accepts connections that arrived while the server was not reading. */
    void resume() {
        for (VclListener listener : listeners) {
            listener.eventLoop().execute(listener::resume);
        }
    }
}
