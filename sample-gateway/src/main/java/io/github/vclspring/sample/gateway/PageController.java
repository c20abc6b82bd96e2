/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.client.VclClient;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the page shows of the chain, each second. */
@RestController
class PageController {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final VclStatus status;
    private final VclClientReport clients;
    private final Hops hops;
    private final Services services;
    private final Flux<Snapshot> snapshots;

    PageController(VclStatus status, VclClientReport clients, Hops hops, Services services) {
        this.status = status;
        this.clients = clients;
        this.hops = hops;
        this.services = services;
        // one look per second, however many look on
        snapshots = Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .concatMap(tick -> snapshot(), 1)
                .replay(1)
                .refCount();
    }

    /**
     * The chain at one moment. Numbers count from the start; the page makes rates of them.
     *
     * @param source {@code vpp}, {@code loopback}, or {@code kernel} where VCL is not in use
     * @param clients the transports of the gateway's clients and servers
     * @param hops the gateway's own hops
     * @param services the hops of the services
     */
    record Snapshot(
            Instant time,
            VclStatus.State state,
            Instant since,
            String source,
            @Nullable String release,
            List<VclClient> clients,
            List<Hop> hops,
            List<Services.Report> services) {}

    @GetMapping(path = "/api/hops", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Snapshot> hops() {
        return snapshots;
    }

    private Mono<Snapshot> snapshot() {
        return services.reports().map(this::describe);
    }

    private Snapshot describe(List<Services.Report> reports) {
        VclApplication application = status.application().orElse(null);
        return new Snapshot(
                Instant.now(),
                status.state(),
                status.since(),
                source(application),
                application == null
                        ? null
                        : application.library().release().map(Object::toString).orElse(null),
                clients.clients().stream()
                        .filter(client -> client.transport() != VclClient.Transport.ABSENT)
                        .toList(),
                hops.list(),
                reports);
    }

    private static String source(@Nullable VclApplication application) {
        if (application == null) {
            return "kernel";
        }
        return application.library().needsVpp() ? "vpp" : "loopback";
    }
}
