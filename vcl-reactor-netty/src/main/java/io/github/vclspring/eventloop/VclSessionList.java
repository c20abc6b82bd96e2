/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A page of the sessions of all loops.
 *
 * <p>Each loop answers on its own thread, because no other thread may call VCL for its sessions. A page is therefore
 * not from a single instant. A loop that does not answer in time is listed in {@code unanswered}.
 *
 * @param total number of sessions, without listeners, of the loops that answered
 * @param listeners listeners of the loops that answered, up to the limit of the page
 * @param sessions the sessions of the page
 * @param unanswered thread names of the loops that did not answer
 */
public record VclSessionList(
        int total, List<VclSessionInfo> listeners, List<VclSessionInfo> sessions, List<String> unanswered) {

    private record Counted(VclIoHandler handler, EventExecutor loop, int sessions) {}

    /**
     * Queries all loops. Blocks, so do not call it on an event loop.
     *
     * @param offset number of sessions to skip, in the order of the workers
     * @param limit maximum number of sessions, and of listeners
     * @param timeout for all loops together, in each of two rounds
     */
    static VclSessionList of(
            List<VclIoHandler> handlers, Iterable<EventExecutor> loops, int offset, int limit, Duration timeout)
            throws InterruptedException {
        List<String> unanswered = new ArrayList<>();
        List<Counted> counted = count(handlers, loops, timeout, unanswered);
        int total = counted.stream().mapToInt(Counted::sessions).sum();

        List<Future<List<VclSessionInfo>>> pages = new ArrayList<>();
        List<Future<List<VclSessionInfo>>> listening = new ArrayList<>();
        int skip = offset;
        int left = limit;
        for (Counted loop : counted) {
            int from = Math.min(skip, loop.sessions());
            int take = Math.min(left, loop.sessions() - from);
            skip -= from;
            left -= take;
            listening.add(loop.loop().submit(() -> loop.handler().describe(true, 0, limit)));
            if (take > 0) {
                pages.add(loop.loop().submit(() -> loop.handler().describe(false, from, take)));
            }
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        return new VclSessionList(
                total,
                collect(listening, deadline).stream().limit(limit).toList(),
                collect(pages, deadline),
                List.copyOf(unanswered));
    }

    private static List<Counted> count(
            List<VclIoHandler> handlers, Iterable<EventExecutor> loops, Duration timeout, List<String> unanswered)
            throws InterruptedException {
        List<Future<Counted>> asked = new ArrayList<>();
        int index = 0;
        for (EventExecutor loop : loops) {
            VclIoHandler handler = handlers.get(index++);
            Callable<Counted> question = () -> new Counted(handler, loop, handler.sessionCount());
            asked.add(loop.submit(question));
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        List<Counted> counted = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Future<Counted> answer = asked.get(i);
            if (answer.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) && answer.isSuccess()) {
                counted.add(answer.getNow());
            } else {
                unanswered.add(handlers.get(i).threadName());
            }
        }
        return counted;
    }

    private static List<VclSessionInfo> collect(List<Future<List<VclSessionInfo>>> futures, long deadline)
            throws InterruptedException {
        List<VclSessionInfo> all = new ArrayList<>();
        for (Future<List<VclSessionInfo>> future : futures) {
            if (future.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) && future.isSuccess()) {
                all.addAll(future.getNow());
            }
        }
        return List.copyOf(all);
    }
}
