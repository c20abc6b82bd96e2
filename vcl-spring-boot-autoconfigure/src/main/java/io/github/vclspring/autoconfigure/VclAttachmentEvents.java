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
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
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
 * Reports each detachment and re-attachment to the log, the context and its readiness. VCL's workers only pass the
 * change on. The context's listeners run on a separate thread, so they may block without delaying readiness.
 *
 * <p>Readiness is checked repeatedly while detached and until all listeners exist again, then less often, because it is
 * also changed by others: an operator, and the start and end of the context. A refusal by others is left in place.
 */
final class VclAttachmentEvents implements SmartInitializingSingleton, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(VclAutoConfiguration.class);

    private static final long LOOK_MILLIS = 100;

    private static final long LATE_LOOK_MILLIS = 2_000;

    /** After this time, a listener that VPP did not take back is known to be missing. */
    private static final Duration FIRST_VERDICT = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long listeners are verified frequently, and rarely afterwards, because one may be found missing later. */
    private static final Duration VERIFICATION = Duration.ofSeconds(6);

    private final ApplicationContext context;
    private final boolean refuseTraffic;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = scheduler();
    private final ExecutorService publisher = Executors.newSingleThreadExecutor(task -> daemon(task, "vcl-events"));

    VclAttachmentEvents(ApplicationContext context, boolean refuseTraffic) {
        this.context = context;
        this.refuseTraffic = refuseTraffic;
    }

    /** Drops its tasks once the context closes, because workers may still report a change. */
    private static ScheduledExecutorService scheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(
                1, task -> daemon(task, "vcl-readiness"), new ThreadPoolExecutor.DiscardPolicy());
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return scheduler;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Follows an application even if neither its loops nor the resource factory are auto-configured. */
    @Override
    public void afterSingletonsInstantiated() {
        VclApplication.current().ifPresent(this::follow);
    }

    /** Reports on an application, including a detachment that precedes the call. Repeated calls have no effect. */
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

    /** Publishes events in order. A listener may still be running when the context is closed. */
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

    /** Refuses traffic, unless it is already refused or the context is not ready yet. */
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

    /** Follows one application; equal by application. Except {@link #stateChanged}, only on the readiness thread. */
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

        /** Called on a worker's thread. */
        @Override
        public void stateChanged(VclState from, VclState to) {
            Instant now = Instant.now();
            if (to == VclState.DETACHED) {
                thread.execute(() -> detached(now));
            } else if (to == VclState.ATTACHED && from != VclState.STARTING) {
                thread.execute(() -> attached(now));
            }
        }

        /** Handles a detachment that preceded the subscription. Later changes are reported to it. */
        private void joined() {
            VclState state = application.state();
            if (state == VclState.DETACHED || state == VclState.REATTACHING) {
                detached(application.since());
            }
        }

        /** Workers notice at different times, and each reports it; only the first report counts. */
        private void detached(Instant when) {
            if (detached) {
                return;
            }
            detached = true;
            complained = false;
            since = when;
            LOG.warn(
                    "Detached from VPP: its connections have ended, and none is made or accepted until VPP runs again."
                            + " The application tries to re-attach every {} ms",
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
                    "Re-attached to VPP after {} ms, with all {} workers",
                    detachedFor.toMillis(),
                    application.workers().size());
            publish(new VclAttachedEvent(application, detachedFor));
        }

        private void look() {
            try {
                bringReadinessUpToDate();
            } catch (RuntimeException e) {
                if (thread.isShutdown()) {
                    LOG.debug("The context is closed, and its readiness is not brought up to date", e);
                    return;
                }
                LOG.warn("Cannot bring readiness up to date with the attachment to VPP", e);
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
            // an application without listeners over VPP stays reachable over the kernel
            boolean unreachable = detached ? application.wantedListeners() > 0 : missing > 0;
            if (refuseTraffic && unreachable) {
                refuse();
            } else if (refuseTraffic && !detached && age.compareTo(FIRST_VERDICT) > 0) {
                acceptAgain();
            }
            if (missing > 0 && !complained && age.compareTo(PATIENCE) > 0) {
                complained = true;
                LOG.warn(
                        "{} of {} listeners are missing since VPP was restarted: connections to them are refused. Check that"
                                + " VPP has its address again ('vppctl show interface address'). They are retried until"
                                + " VPP accepts them",
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
