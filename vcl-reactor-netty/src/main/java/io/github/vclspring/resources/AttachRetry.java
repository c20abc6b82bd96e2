/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.resources;

import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.config.VclConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a VPP that is not there yet, at start. Ends early when the JVM does. */
final class AttachRetry {

    private static final Logger LOG = LoggerFactory.getLogger(VclLoopResources.class);

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long timeoutNanos;
    private final long intervalNanos;
    private final CountDownLatch jvmEnds = new CountDownLatch(1);

    private AttachRetry(Duration timeout, Duration interval) {
        this.timeoutNanos = timeout.toNanos();
        this.intervalNanos = interval.toNanos();
    }

    /**
     * Makes attempts until one succeeds, {@link VclConfig#attachTimeout} is over, or the failure is of a kind that does not
     * pass.
     *
     * @throws VclAttachException the last failure
     */
    static <T> T run(VclConfig config, Supplier<T> attempt) {
        try {
            return attempt.get();
        } catch (VclAttachException e) {
            if (config.attachTimeout().isZero() || !e.reason().mayPass()) {
                throw e;
            }
            return new AttachRetry(config.attachTimeout(), config.attachRetryInterval()).goOn(attempt, e);
        }
    }

    private <T> T goOn(Supplier<T> attempt, VclAttachException first) {
        Thread hook = new Thread(jvmEnds::countDown, "vcl-attach-exit");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw jvmEnds(first);
        }
        try {
            return repeat(attempt, first);
        } finally {
            if (jvmEnds.getCount() > 0) {
                removeHook(hook);
            }
        }
    }

    private <T> T repeat(Supplier<T> attempt, VclAttachException first) {
        LOG.info("Waiting up to {} for VPP: {}", text(timeoutNanos), first.getMessage());
        VclAttachException last = first;
        long start = System.nanoTime();
        long progress = start;
        for (long now = start; now - start < timeoutNanos; now = System.nanoTime()) {
            if (now - progress >= PROGRESS_NANOS) {
                LOG.info("Still waiting for VPP after {}: {}", text(now - start), last.getMessage());
                progress = now;
            }
            pause(Math.min(intervalNanos, timeoutNanos - (now - start)), last);
            try {
                T result = attempt.get();
                LOG.info("Attached to VPP after {}", text(System.nanoTime() - start));
                return result;
            } catch (VclAttachException e) {
                if (!e.reason().mayPass()) {
                    throw e;
                }
                last = e;
            }
        }
        throw new VclAttachException(
                last.reason(), last.getMessage() + "; waited " + text(timeoutNanos) + " for it", last.remedy(), last);
    }

    private void pause(long nanos, VclAttachException last) {
        try {
            if (jvmEnds.await(nanos, TimeUnit.NANOSECONDS)) {
                throw jvmEnds(last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VclAttachException(
                    VclAttachException.Reason.INTERRUPTED,
                    "Interrupted; until then: " + last.getMessage(),
                    last.remedy(),
                    e);
        }
    }

    private static VclAttachException jvmEnds(VclAttachException last) {
        return new VclAttachException(
                VclAttachException.Reason.INTERRUPTED,
                "The JVM ends; until then: " + last.getMessage(),
                last.remedy(),
                last);
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM ends
        }
    }

    private static String text(long nanos) {
        return nanos < TimeUnit.SECONDS.toNanos(1)
                ? TimeUnit.NANOSECONDS.toMillis(nanos) + " ms"
                : TimeUnit.NANOSECONDS.toSeconds(nanos) + " s";
    }
}
