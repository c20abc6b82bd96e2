/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.health;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclState;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.autoconfigure.VclFallback;
import io.github.vclspring.vppcom.VppcomLibrary;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} that is up while all workers are attached to VPP and turn, or while the kernel stands in for it by
 * configuration. Reads what the workers left behind: VCL may
 * only be called on their threads.
 */
public class VclHealthIndicator extends AbstractHealthIndicator {

    private final Supplier<Optional<VclApplication>> application;

    private final @Nullable VclFallback fallback;

    /** Creates one for the process's application, which may not be there, or may have been replaced by the kernel. */
    public VclHealthIndicator(Supplier<Optional<VclApplication>> application, @Nullable VclFallback fallback) {
        super("VCL health check failed");
        this.application = application;
        this.fallback = fallback;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        VclFallback kernel = fallback;
        if (kernel != null && kernel.cause().isPresent()) {
            builder.up()
                    .withDetail("state", "FALLBACK")
                    .withDetail("transport", "kernel")
                    .withDetail("reason", String.valueOf(kernel.cause().get().getMessage()));
            kernel.since().ifPresent(since -> builder.withDetail("since", since));
            return;
        }
        application
                .get()
                .ifPresentOrElse(
                        present -> report(builder, present),
                        () -> builder.unknown().withDetail("reason", "no event loops on VCL"));
    }

    private static void report(Health.Builder builder, VclApplication application) {
        VclState state = application.state();
        boolean stalled = application.workers().stream().anyMatch(VclWorker::isStalled);
        if (state == VclState.ATTACHED && !stalled) {
            builder.up();
        } else {
            builder.down();
        }
        VppcomLibrary library = application.library();
        builder.withDetail("state", state)
                .withDetail("since", application.since())
                .withDetail("transport", library.needsVpp() ? "vpp" : "loopback")
                .withDetail("library", library.location());
        library.release().ifPresent(release -> builder.withDetail("release", release.toString()));
        if (library.needsVpp()) {
            application.appSocket().ifPresent(socket -> builder.withDetail("appSocket", socket));
        }
        builder.withDetail("appName", application.config().appName())
                .withDetail("reattachments", application.reattachments())
                .withDetail("workers", workers(application.workers()));
    }

    private static List<Map<String, Object>> workers(List<VclWorker> workers) {
        long now = System.nanoTime();
        return workers.stream()
                .map(worker -> {
                    Map<String, Object> details = new LinkedHashMap<>();
                    details.put("index", worker.index());
                    details.put("thread", worker.thread().getName());
                    details.put("state", state(worker));
                    details.put("sessions", worker.stats().openSessions);
                    details.put(
                            "lastTurnAge",
                            Duration.ofNanos(now - worker.stats().lastTurn).toMillis() + "ms");
                    return details;
                })
                .toList();
    }

    private static String state(VclWorker worker) {
        if (worker.isStopped()) {
            return "STOPPED";
        }
        if (worker.isStalled()) {
            return "STALLED";
        }
        return worker.isDetached() ? "DETACHED" : "ATTACHED";
    }
}
