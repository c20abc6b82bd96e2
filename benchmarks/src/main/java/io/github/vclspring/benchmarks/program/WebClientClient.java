/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Spring's WebClient, with as many requests in flight as there are connections, and the JSON read into objects. */
final class WebClientClient {

    private WebClientClient() {}

    static Runnable start(Settings settings) {
        LoopResources loops = Loops.of(settings);
        LoadSettings load = LoadSettings.read();
        RequestWriter log = new RequestWriter(load.log());
        HttpClient http = HttpClient.create(ConnectionProvider.create("client", load.connections()))
                .runOn(loops)
                .remoteAddress(settings::address);
        WebClient client = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .build();
        Disposable requests = Flux.range(0, load.connections())
                .flatMap(i -> request(client, load, log).repeat(), load.connections())
                .subscribe();
        return () -> {
            requests.dispose();
            log.close();
            Loops.stop(loops);
        };
    }

    private static Mono<Void> request(WebClient client, LoadSettings load, RequestWriter log) {
        return Mono.defer(() -> {
            long begin = System.nanoTime();
            return client.get()
                    .uri(load.path())
                    .retrieve()
                    .bodyToMono(WebFluxServer.Order.class)
                    .doOnSuccess(order -> log.add(begin, true))
                    .onErrorResume(e -> {
                        log.add(begin, false);
                        return Mono.empty();
                    })
                    .then();
        });
    }
}
