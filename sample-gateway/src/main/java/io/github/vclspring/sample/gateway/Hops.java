/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.channel.VclTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** Counts and times the gateway's two hops: the one that reaches it, and the one to the first service. */
@Component
class Hops {

    private static final String METER = "chain.hop";
    private static final String GATEWAY = "gateway";
    private static final String HTTP = "HTTP";

    private final MeterRegistry registry;
    private final String first;

    Hops(MeterRegistry registry, ChainProperties properties) {
        this.registry = registry;
        this.first = properties.first();
    }

    void recordInbound(ServerWebExchange exchange, VclTransport transport, long nanos) {
        count(exchange, "client", GATEWAY, transport, nanos);
    }

    void recordOutbound(ServerWebExchange exchange, VclTransport transport, long nanos) {
        count(exchange, GATEWAY, first, transport, nanos);
    }

    /** The route's id is the chain's name. */
    private void count(ServerWebExchange exchange, String from, String to, VclTransport transport, long nanos) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        registry.timer(METER, "from", from, "to", to, "chain", route.getId(), "transport", transport.name())
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** In the order of the chain. */
    List<Hop> list() {
        return Stream.of("client", GATEWAY)
                .flatMap(from -> registry.find(METER).tag("from", from).timers().stream())
                .map(Hops::hop)
                .toList();
    }

    private static Hop hop(Timer timer) {
        return new Hop(
                tag(timer, "from"),
                tag(timer, "to"),
                HTTP,
                tag(timer, "chain"),
                VclTransport.valueOf(tag(timer, "transport")),
                timer.count(),
                timer.totalTime(TimeUnit.SECONDS));
    }

    private static String tag(Timer timer, String key) {
        return String.valueOf(timer.getId().getTag(key));
    }
}
