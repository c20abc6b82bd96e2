/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.channel.VclConnection;
import io.github.vclspring.channel.VclTransport;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** Measures from the request's arrival to the end of its answer, and asks the client's connection for its transport. */
@Component
class InboundFilter implements GlobalFilter, Ordered {

    private final GatewayHops hops;

    InboundFilter(GatewayHops hops) {
        this.hops = hops;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        long start = System.nanoTime();
        // now, because the channel is detached from the request at its end
        VclTransport transport = transport(exchange);
        return chain.filter(exchange)
                .doOnSuccess(done -> hops.recordInbound(exchange, transport, System.nanoTime() - start));
    }

    private static VclTransport transport(ServerWebExchange exchange) {
        Object inner = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        return inner instanceof Connection connection
                ? VclConnection.of(connection.channel()).transport()
                : VclTransport.KERNEL;
    }
}
