/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.health;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * {@link HealthIndicator} for the attachment to VPP and the workers. Reads only what the workers publish, because VCL
 * may only be called on their threads.
 *
 * <table>
 * <caption>Status</caption>
 * <tr><th>State</th><th>Status</th></tr>
 * <tr><td>ATTACHED, all event loops run</td><td>UP</td></tr>
 * <tr><td>ATTACHED, a worker is stalled, or its loop has ended</td><td>DOWN</td></tr>
 * <tr><td>ATTACHED, VPP does not have all listeners</td><td>OUT_OF_SERVICE</td></tr>
 * <tr><td>STARTING, REATTACHING, CLOSED</td><td>OUT_OF_SERVICE</td></tr>
 * <tr><td>DETACHED</td><td>DOWN</td></tr>
 * <tr><td>FALLBACK, DISABLED: over the kernel, as configured</td><td>UP</td></tr>
 * <tr><td>UNUSED</td><td>UNKNOWN</td></tr>
 * </table>
 *
 * <p>Suitable for the readiness group, but not for liveness, because restarting the application does not restart VPP.
 */
public class VclHealthIndicator extends AbstractHealthIndicator {

    private final VclStatus status;

    /** Creates an indicator for a status. */
    public VclHealthIndicator(VclStatus status) {
        super("VCL health check failed");
        this.status = status;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        VclStatus.State state = status.state();
        VclApplication application = status.application().orElse(null);
        boolean unwell = application != null
                && application.workers().stream().anyMatch(worker -> worker.isStalled() || worker.isStopped());
        long missing = (application != null) ? application.missingListeners() : 0;
        builder.status(status(state, unwell, missing > 0))
                .withDetail("state", state)
                .withDetail("since", status.since());
        if (application != null) {
            report(builder, application);
            if (state == VclStatus.State.ATTACHED && missing > 0) {
                builder.withDetail(
                        "reason", "VPP lacks " + missing + " of " + application.wantedListeners() + " listeners");
            }
            return;
        }
        builder.withDetail("transport", "kernel");
        status.fallbackCause().ifPresent(cause -> builder.withDetail("reason", String.valueOf(cause.getMessage())));
        if (state == VclStatus.State.UNUSED) {
            builder.withDetail("reason", "no event loops on VCL");
        }
    }

    private static Status status(VclStatus.State state, boolean unwell, boolean listenersMissing) {
        return switch (state) {
            case ATTACHED -> {
                if (unwell) {
                    yield Status.DOWN;
                }
                yield listenersMissing ? Status.OUT_OF_SERVICE : Status.UP;
            }
            case STARTING, REATTACHING, CLOSED -> Status.OUT_OF_SERVICE;
            case DETACHED -> Status.DOWN;
            case FALLBACK, DISABLED -> Status.UP;
            case UNUSED -> Status.UNKNOWN;
        };
    }

    private static void report(Health.Builder builder, VclApplication application) {
        VppcomLibrary library = application.library();
        builder.withDetail("transport", library.needsVpp() ? "vpp" : "loopback")
                .withDetail("library", library.location());
        library.release().ifPresent(release -> builder.withDetail("release", release.toString()));
        if (library.needsVpp()) {
            application.appSocket().ifPresent(socket -> builder.withDetail("appSocket", socket));
        }
        List<VclWorker> workers = application.workers();
        builder.withDetail("appName", application.config().appName())
                .withDetail("reattachments", application.reattachments())
                .withDetail(
                        "listeners",
                        workers.stream()
                                .mapToLong(worker -> worker.stats().listeners)
                                .sum())
                .withDetail("workers", describe(workers));
    }

    private static List<Map<String, Object>> describe(List<VclWorker> workers) {
        long now = System.nanoTime();
        return workers.stream()
                .map(worker -> {
                    Map<String, Object> details = new LinkedHashMap<>();
                    details.put("index", worker.index());
                    details.put("thread", worker.thread().getName());
                    details.put("state", worker.condition());
                    details.put("sessions", worker.stats().openSessions);
                    // the loop may have iterated since
                    long age = Math.max(0, now - worker.stats().lastIteration);
                    details.put("lastTurnAge", Duration.ofNanos(age).toMillis() + "ms");
                    return details;
                })
                .toList();
    }
}
