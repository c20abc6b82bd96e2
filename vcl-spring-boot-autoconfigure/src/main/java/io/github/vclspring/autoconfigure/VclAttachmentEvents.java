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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/**
 * Tells the log, the context and its readiness when VPP goes and comes. VCL's workers only hand the news over: listeners
 * run on a thread of their own.
 */
final class VclAttachmentEvents implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(VclAutoConfiguration.class);

    private final ApplicationContext context;
    private final boolean refuseTraffic;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread publisher = new Thread(task, "vcl-events");
        publisher.setDaemon(true);
        return publisher;
    });

    VclAttachmentEvents(ApplicationContext context, boolean refuseTraffic) {
        this.context = context;
        this.refuseTraffic = refuseTraffic;
    }

    /** Reports on an application; once is enough. */
    void follow(VclApplication application) {
        Subscription subscription = new Subscription(application);
        if (subscriptions.add(subscription)) {
            application.addListener(subscription);
        }
    }

    @Override
    public void destroy() {
        subscriptions.forEach(subscription -> subscription.application.removeListener(subscription));
        thread.shutdown();
    }

    private void detached(VclApplication application) {
        LOG.warn(
                "VPP is gone: connections over it have ended, and none is made or accepted until it is back. Looking for it"
                        + " every {} ms",
                application.config().reattachInterval().toMillis());
        if (refuseTraffic) {
            AvailabilityChangeEvent.publish(context, this, ReadinessState.REFUSING_TRAFFIC);
        }
        context.publishEvent(new VclDetachedEvent(application));
    }

    private void attached(VclApplication application, Duration detachedFor) {
        LOG.info(
                "VPP is back after {} ms: all {} workers are attached",
                detachedFor.toMillis(),
                application.workers().size());
        if (refuseTraffic && isRefusedByUs()) {
            AvailabilityChangeEvent.publish(context, this, ReadinessState.ACCEPTING_TRAFFIC);
        }
        context.publishEvent(new VclAttachedEvent(application, detachedFor));
    }

    /** Somebody else may have refused it meanwhile, as a graceful shutdown does. */
    private boolean isRefusedByUs() {
        ApplicationAvailability availability =
                context.getBeanProvider(ApplicationAvailability.class).getIfUnique();
        AvailabilityChangeEvent<? extends AvailabilityState> last =
                (availability != null) ? availability.getLastChangeEvent(ReadinessState.class) : null;
        return last == null || last.getSource() == this;
    }

    /** Of one application; the same one is the same. */
    private final class Subscription implements VclStateListener {

        private final VclApplication application;
        private Instant detachedSince = Instant.EPOCH;

        Subscription(VclApplication application) {
            this.application = application;
        }

        /** On a worker's thread. */
        @Override
        public void stateChanged(VclState from, VclState to) {
            Instant now = Instant.now();
            if (to == VclState.DETACHED) {
                thread.execute(() -> {
                    detachedSince = now;
                    detached(application);
                });
            } else if (to == VclState.ATTACHED && from != VclState.STARTING) {
                thread.execute(() -> attached(application, Duration.between(detachedSince, now)));
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
