/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorkerStats;
import io.netty.channel.IoHandlerContext;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;

/** The context that epoll sees: it may be kept from blocking, and be woken earlier. */
final class TurnContext implements IoHandlerContext {

    private @Nullable IoHandlerContext context;
    private @Nullable VclWorkerStats stats;
    private boolean mayBlock;
    private long wakeBy;

    TurnContext of(IoHandlerContext outer, VclWorkerStats worker, long wakeByNanos) {
        context = outer;
        stats = worker;
        mayBlock = worker.asleep;
        wakeBy = wakeByNanos;
        return this;
    }

    /** The loop is awake, if it slept; what follows is work. */
    void woke() {
        VclWorkerStats worker = stats;
        if (worker != null && worker.asleep) {
            worker.slept(System.nanoTime());
        }
    }

    private IoHandlerContext outer() {
        IoHandlerContext outer = context;
        if (outer == null) {
            throw new IllegalStateException("Used outside of a turn");
        }
        return outer;
    }

    @Override
    public boolean canBlock() {
        return mayBlock && outer().canBlock();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        long delay = outer().delayNanos(currentTimeNanos);
        return wakeBy < 0 ? delay : Math.min(delay, Math.max(0, wakeBy - System.nanoTime()));
    }

    @Override
    public long deadlineNanos() {
        long deadline = outer().deadlineNanos();
        if (wakeBy < 0) {
            return deadline;
        }
        // Netty's clock starts at zero with the JVM's first loop
        long ours = Ticker.systemTicker().nanoTime() + Math.max(0, wakeBy - System.nanoTime());
        return deadline < 0 ? ours : Math.min(deadline, ours);
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
        outer().reportActiveIoTime(activeNanos);
    }

    /** Asked between waiting and the work on kernel channels ({@code EpollIoHandler.run}, Netty 4.2). */
    @Override
    public boolean shouldReportActiveIoTime() {
        woke();
        return outer().shouldReportActiveIoTime();
    }
}
