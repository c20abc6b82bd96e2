/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import io.netty.channel.IoHandlerContext;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;

/** The context of epoll in an iteration. It can prevent epoll from blocking, or make it wake earlier. */
final class IterationContext implements IoHandlerContext {

    private @Nullable IoHandlerContext context;
    private boolean sleeps;
    private long wakeBy;
    private long activeNanos;

    IterationContext of(IoHandlerContext outer, boolean maySleep, long wakeByNanos) {
        context = outer;
        sleeps = maySleep;
        wakeBy = wakeByNanos;
        activeNanos = 0;
        return this;
    }

    /** Returns how long epoll handled kernel channels in an iteration that may sleep. */
    long activeNanos() {
        return activeNanos;
    }

    private IoHandlerContext outer() {
        IoHandlerContext outer = context;
        if (outer == null) {
            throw new IllegalStateException("Used outside of an iteration");
        }
        return outer;
    }

    @Override
    public boolean canBlock() {
        return sleeps && outer().canBlock();
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
    public boolean shouldReportActiveIoTime() {
        return sleeps || outer().shouldReportActiveIoTime();
    }

    @Override
    public void reportActiveIoTime(long nanos) {
        activeNanos = nanos;
        if (outer().shouldReportActiveIoTime()) {
            outer().reportActiveIoTime(nanos);
        }
    }
}
