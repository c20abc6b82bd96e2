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
 * A page of the sessions of all loops. Every loop is asked on its own thread, because no other thread may call VCL for its sessions:
 * a page is not of one instant, and a loop that does not answer in time is named instead of waited for.
 *
 * @param total sessions, listeners not counted, of the loops that answered
 * @param listeners the listeners of the loops that answered, as many as the page may have entries
 * @param sessions the page
 * @param unanswered threads of the loops that did not answer
 */
public record VclSessionList(
        int total, List<VclSessionInfo> listeners, List<VclSessionInfo> sessions, List<String> unanswered) {

    private record Counted(VclIoHandler handler, EventExecutor loop, int sessions) {}

    /**
     * Asks all loops. Blocks: not for event loops.
     *
     * @param offset sessions to leave out, in the order of the workers
     * @param limit most sessions to tell of, and most listeners
     * @param timeout for all loops together, twice
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
