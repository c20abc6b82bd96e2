/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.gateway;

import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.core.Ordered;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/** Runs the gateway's HttpClient on the event loops. Comes first, so that a user's own customizer takes precedence. */
final class GatewayClientCustomizer implements HttpClientCustomizer, Ordered {

    private final LoopResources loops;
    private volatile boolean applied;

    GatewayClientCustomizer(LoopResources loops) {
        this.loops = loops;
    }

    boolean isApplied() {
        return applied;
    }

    @Override
    public HttpClient customize(HttpClient httpClient) {
        applied = true;
        return httpClient.runOn(loops);
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
