/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A server's listeners, one on each loop of its group. Only for the server's own loop, but for {@link #remove}. */
final class VclListeners {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclListeners.class);

    private final VclServerSocketChannel server;
    private final List<VclListener> listeners = new CopyOnWriteArrayList<>();

    VclListeners(VclServerSocketChannel server) {
        this.server = server;
    }

    /** Listens on the server's own loop. Returns the address, in which port 0 is replaced. */
    InetSocketAddress openHere(InetSocketAddress wanted) throws IOException {
        VclListener here = EphemeralPorts.open(wanted, address -> {
            VclListener listener = new VclListener(server, (IoEventLoop) server.eventLoop(), address);
            listener.open();
            return listener;
        });
        listeners.add(here);
        return here.local();
    }

    /** Listens on the other loops, too. */
    Future<@Nullable Void> openElsewhere(InetSocketAddress address) {
        EventLoop here = server.eventLoop();
        EventLoopGroup group = here.parent();
        List<Future<?>> opened = new ArrayList<>();
        if (group != null) {
            for (EventExecutor other : group) {
                if (other != here) {
                    VclListener listener = new VclListener(server, (IoEventLoop) other, address);
                    listeners.add(listener);
                    opened.add(open(listener));
                }
            }
        }
        return all(opened);
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

    /** Closes all of them. Returns what is still to be done on other loops. */
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
                // it has ended, and closed what it had
                LOGGER.debug("{} closes no listener any more", home, e);
            }
        }
        listeners.clear();
        return elsewhere;
    }

    /** What is done when all of these are. */
    Future<@Nullable Void> all(List<Future<?>> futures) {
        PromiseCombiner combiner = new PromiseCombiner(server.eventLoop());
        futures.forEach(combiner::add);
        ChannelPromise all = server.newPromise();
        combiner.finish(all);
        return all;
    }

    /** Forgets one that its loop has closed. Any thread. */
    boolean remove(VclListener listener) {
        return listeners.remove(listener);
    }

    /** Accepts what came while the server was not reading. */
    void resume() {
        for (VclListener listener : listeners) {
            listener.eventLoop().execute(listener::resume);
        }
    }
}
