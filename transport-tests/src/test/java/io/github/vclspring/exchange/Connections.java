/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** The open connections of a program. Any thread. */
final class Connections {

    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Tally tally;
    private volatile Runnable onEnd = () -> {};

    Connections(Tally tally) {
        this.tally = tally;
    }

    Tally tally() {
        return tally;
    }

    /** Sets what is run on the event loop whenever a connection has ended. */
    void onEnd(Runnable action) {
        onEnd = action;
    }

    void add(Exchange exchange) {
        open.add(exchange);
    }

    void remove(Exchange exchange) {
        open.remove(exchange);
        onEnd.run();
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Those of an event loop. */
    List<Exchange> on(EventExecutor loop) {
        return open.stream()
                .filter(exchange ->
                        exchange.channel().isRegistered() && exchange.channel().eventLoop() == loop)
                .toList();
    }

    /** Runs an action for each connection, on its event loop. Does not wait. */
    void forEach(Consumer<Exchange> action) {
        for (Exchange exchange : open) {
            if (exchange.channel().isRegistered()) {
                exchange.channel().eventLoop().execute(() -> action.accept(exchange));
            }
        }
    }

    /**
     * Gives up connections.
     *
     * @param ids accepts their numbers; several may have none yet
     * @param idle how long they have been without progress at least
     */
    void giveUp(IntPredicate ids, Duration idle) {
        forEach(exchange -> {
            if (ids.test(exchange.id()) && exchange.idleMillis() >= idle.toMillis()) {
                exchange.giveUp();
            }
        });
    }

    /** The states of all connections whose event loops answer. */
    List<ConnectionState> states() throws InterruptedException {
        List<Future<ConnectionState>> asked = new ArrayList<>();
        for (Exchange exchange : open) {
            if (exchange.channel().isRegistered()) {
                asked.add(exchange.channel().eventLoop().submit(exchange::state));
            }
        }
        long deadline = System.nanoTime() + ANSWER_NANOS;
        List<ConnectionState> states = new ArrayList<>();
        for (Future<ConnectionState> answer : asked) {
            // the watchdog reports an event loop that does not answer
            if (answer.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) && answer.isSuccess()) {
                states.add(answer.getNow());
            }
        }
        return states;
    }
}
