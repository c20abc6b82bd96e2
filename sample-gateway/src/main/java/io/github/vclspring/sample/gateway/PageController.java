/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.client.VclClient;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.sample.common.Hop;
import io.github.vclspring.sample.common.Snapshots;
import io.github.vclspring.sample.common.TransportStatus;
import java.time.Instant;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** What the page shows of the chain, each second. */
@RestController
class PageController {

    private final VclStatus status;
    private final VclClientReport clients;
    private final GatewayHops hops;
    private final Flux<Snapshot> snapshots;

    PageController(VclStatus status, VclClientReport clients, GatewayHops hops, Services services) {
        this.status = status;
        this.clients = clients;
        this.hops = hops;
        snapshots = Snapshots.everySecond(services.reports().map(this::describe));
    }

    /**
     * The chain at one moment. Numbers count from the start; the page makes rates of them.
     *
     * @param clients the transports of the gateway's clients and servers
     * @param hops the gateway's own hops
     * @param services the hops of the services
     */
    record Snapshot(
            Instant time,
            TransportStatus status,
            List<VclClient> clients,
            List<Hop> hops,
            List<Services.Report> services) {}

    @GetMapping(path = "/api/hops", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Snapshot> hops() {
        return snapshots;
    }

    private Snapshot describe(List<Services.Report> reports) {
        return new Snapshot(
                Instant.now(),
                TransportStatus.of(status),
                clients.clients().stream()
                        .filter(client -> client.transport() != VclClient.Transport.ABSENT)
                        .toList(),
                hops.list(),
                reports);
    }
}
