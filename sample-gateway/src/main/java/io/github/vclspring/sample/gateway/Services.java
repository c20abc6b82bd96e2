/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import io.github.vclspring.sample.common.Hop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks the services of the chain for their hops. */
@Component
class Services {

    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final WebClient client;
    private final List<String> urls;

    Services(WebClient.Builder builder, ChainProperties properties) {
        this.client = builder.build();
        this.urls = properties.services();
    }

    /**
     * The hops of one service.
     *
     * @param failure why there is no news, or null
     */
    record Report(String url, List<Hop> hops, @Nullable String failure) {}

    Mono<List<Report>> reports() {
        return Flux.fromIterable(urls).flatMapSequential(this::report).collectList();
    }

    private Mono<Report> report(String url) {
        return client.get()
                .uri(url + "/api/hops")
                .retrieve()
                .bodyToFlux(Hop.class)
                .collectList()
                .timeout(PATIENCE)
                .map(hops -> new Report(url, hops, null))
                .onErrorResume(failure -> Mono.just(new Report(url, List.of(), String.valueOf(failure.getMessage()))));
    }
}
