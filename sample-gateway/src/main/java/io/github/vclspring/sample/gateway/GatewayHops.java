/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.sample.common.Hop;
import io.github.vclspring.sample.common.Hops;
import java.util.Comparator;
import java.util.List;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** The gateway's two hops: the one that reaches it, and the one to the first service. */
@Component
class GatewayHops {

    private static final String GATEWAY = "gateway";
    private static final String HTTP = "HTTP";

    private final Hops hops;
    private final String first;

    GatewayHops(Hops hops, ChainProperties properties) {
        this.hops = hops;
        this.first = properties.first();
    }

    void recordInbound(ServerWebExchange exchange, VclTransport transport, long nanos) {
        hops.record("client", GATEWAY, HTTP, chain(exchange), transport, nanos);
    }

    void recordOutbound(ServerWebExchange exchange, VclTransport transport, long nanos) {
        hops.record(GATEWAY, first, HTTP, chain(exchange), transport, nanos);
    }

    /** The route's id is the chain's name. */
    private static String chain(ServerWebExchange exchange) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        return route.getId();
    }

    /** In the order of the chain. */
    List<Hop> list() {
        return hops.list().stream()
                .sorted(Comparator.comparing(hop -> hop.from().equals(GATEWAY)))
                .toList();
    }
}
