/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.channel.VclConnection;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyRoutingFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** Measures from the gateway's request to the head of the answer, and asks the connection for its transport. */
@Component
class OutboundFilter implements GlobalFilter, Ordered {

    private final GatewayHops hops;

    OutboundFilter(GatewayHops hops) {
        this.hops = hops;
    }

    @Override
    public int getOrder() {
        return NettyRoutingFilter.ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        long start = System.nanoTime();
        return chain.filter(exchange).doOnSuccess(done -> count(exchange, System.nanoTime() - start));
    }

    private void count(ServerWebExchange exchange, long nanos) {
        Connection connection = exchange.getAttribute(ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR);
        if (connection != null) {
            hops.recordOutbound(exchange, VclConnection.of(connection.channel()).transport(), nanos);
        }
    }
}
