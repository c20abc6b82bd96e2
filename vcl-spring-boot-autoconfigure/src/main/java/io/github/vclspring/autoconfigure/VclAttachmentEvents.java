/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclState;
import io.github.vclspring.application.VclStateListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;

/**
 * Tells the log, the context and its readiness when VPP goes and comes. VCL's workers only hand the news over, and the
 * context's listeners have a thread of their own: they may block without holding up readiness.
 *
 * <p>Readiness is looked at again and again while VPP is gone, until all listeners are back, and, more rarely, as long as
 * one of them may still be found missing: others have a say in it, too, such as an operator, the start of the context and
 * its end. What they refused stays refused.
 */
final class VclAttachmentEvents implements SmartInitializingSingleton, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(VclAutoConfiguration.class);

    private static final long LOOK_MILLIS = 100;

    private static final long LATE_LOOK_MILLIS = 2_000;

    /** A listener that VPP did not take back is known to be missing after so long. */
    private static final Duration FIRST_VERDICT = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** So long listeners are often verified, and after it now and then: also late one may be found missing. */
    private static final Duration VERIFICATION = Duration.ofSeconds(6);

    private final ApplicationContext context;
    private final boolean refuseTraffic;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "vcl-readiness"));
    private final ExecutorService publisher = Executors.newSingleThreadExecutor(task -> daemon(task, "vcl-events"));

    VclAttachmentEvents(ApplicationContext context, boolean refuseTraffic) {
        this.context = context;
        this.refuseTraffic = refuseTraffic;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Also where neither the loops nor the resource factory are ours. */
    @Override
    public void afterSingletonsInstantiated() {
        VclApplication.current().ifPresent(this::follow);
    }

    /** Reports on an application, also that it is detached already; once is enough. */
    void follow(VclApplication application) {
        Subscription subscription = new Subscription(application);
        if (subscriptions.add(subscription)) {
            application.addListener(subscription);
            thread.execute(subscription::joined);
        }
    }

    @Override
    public void destroy() {
        subscriptions.forEach(subscription -> subscription.application.removeListener(subscription));
        thread.shutdown();
        publisher.shutdown();
    }

    private void publish(ApplicationEvent event) {
        try {
            publisher.execute(() -> tellListeners(event));
        } catch (RejectedExecutionException e) {
            LOG.debug("The context is closed, and is not told of {}", event, e);
        }
    }

    /** One after the other, in order. A listener may still be at work when the context is closed. */
    private void tellListeners(ApplicationEvent event) {
        if (publisher.isShutdown()) {
            return;
        }
        try {
            context.publishEvent(event);
        } catch (RuntimeException e) {
            LOG.warn("A listener of {} failed", event.getClass().getSimpleName(), e);
        }
    }

    /** Unless another has; before the context is ready nobody has accepted anything yet. */
    private void refuse() {
        AvailabilityChangeEvent<ReadinessState> last = lastReadiness();
        if (last != null && last.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
            AvailabilityChangeEvent.publish(context, this, ReadinessState.REFUSING_TRAFFIC);
        }
    }

    private void acceptAgain() {
        AvailabilityChangeEvent<ReadinessState> last = lastReadiness();
        if (last != null && last.getState() == ReadinessState.REFUSING_TRAFFIC && last.getSource() == this) {
            AvailabilityChangeEvent.publish(context, this, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }

    private @Nullable AvailabilityChangeEvent<ReadinessState> lastReadiness() {
        ApplicationAvailability availability =
                context.getBeanProvider(ApplicationAvailability.class).getIfUnique();
        return (availability != null) ? availability.getLastChangeEvent(ReadinessState.class) : null;
    }

    /** Of one application; the same one is the same. But for {@link #stateChanged}, only its thread is in here. */
    private final class Subscription implements VclStateListener {

        private final VclApplication application;
        private boolean detached;
        private boolean complained;
        private Instant since = Instant.EPOCH;
        private long period;
        private @Nullable ScheduledFuture<?> watch;

        Subscription(VclApplication application) {
            this.application = application;
        }

        /** On a worker's thread. */
        @Override
        public void stateChanged(VclState from, VclState to) {
            Instant now = Instant.now();
            if (to == VclState.DETACHED) {
                thread.execute(() -> detached(now));
            } else if (to == VclState.ATTACHED && from != VclState.STARTING) {
                thread.execute(() -> attached(now));
            }
        }

        /** Whatever changes after this look is told. */
        private void joined() {
            VclState state = application.state();
            if (state == VclState.DETACHED || state == VclState.REATTACHING) {
                detached(application.since());
            }
        }

        /** Each worker that notices later than others tells of it anew. */
        private void detached(Instant when) {
            if (detached) {
                return;
            }
            detached = true;
            complained = false;
            since = when;
            LOG.warn(
                    "VPP is gone: connections over it have ended, and none is made or accepted until it is back. Looking"
                            + " for it every {} ms",
                    application.config().reattachInterval().toMillis());
            look();
            lookEvery(LOOK_MILLIS);
            publish(new VclDetachedEvent(application));
        }

        private void attached(Instant when) {
            if (!detached) {
                return;
            }
            Duration detachedFor = Duration.between(since, when);
            detached = false;
            since = when;
            LOG.info(
                    "VPP is back after {} ms: all {} workers are attached",
                    detachedFor.toMillis(),
                    application.workers().size());
            publish(new VclAttachedEvent(application, detachedFor));
        }

        private void look() {
            try {
                bringReadinessUpToDate();
            } catch (RuntimeException e) {
                LOG.warn("Cannot tell readiness that VPP is gone or back", e);
            }
        }

        private void lookEvery(long millis) {
            if (period == millis) {
                return;
            }
            period = millis;
            if (watch != null) {
                watch.cancel(false);
            }
            watch = thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
        }

        private void bringReadinessUpToDate() {
            long missing = detached ? 0 : application.missingListeners();
            Duration age = Duration.between(since, Instant.now());
            // what the kernel serves goes on without VPP
            boolean unreachable = detached ? application.wantedListeners() > 0 : missing > 0;
            if (refuseTraffic && unreachable) {
                refuse();
            } else if (refuseTraffic && !detached && age.compareTo(FIRST_VERDICT) > 0) {
                acceptAgain();
            }
            if (missing > 0 && !complained && age.compareTo(PATIENCE) > 0) {
                complained = true;
                LOG.warn(
                        "VPP is back and lacks {} of {} listeners: connections to them are refused. Has VPP its address again"
                                + " ('vppctl show interface address')? They are tried anew until they are there",
                        missing,
                        application.wantedListeners());
            }
            if (!detached && missing == 0) {
                if (complained) {
                    complained = false;
                    LOG.info("VPP has all {} listeners again", application.wantedListeners());
                }
                if (age.compareTo(VERIFICATION) > 0) {
                    lookEvery(LATE_LOOK_MILLIS);
                }
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Subscription that && that.application == application;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(application);
        }
    }
}
