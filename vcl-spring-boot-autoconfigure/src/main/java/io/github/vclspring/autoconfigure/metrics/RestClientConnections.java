/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientRequest;
import reactor.util.context.Context;

/**
 * Sets the {@link RequestConnection} of requests of RestClient and RestTemplate. Spring's request and response do not
 * expose their connection, so Reactor Netty's {@code HttpClient} is customized. {@code mapConnect} runs on the thread
 * that has the scope of the observation, and Reactor's context carries the {@link RequestConnection} to the event loop.
 */
final class RestClientConnections
        implements ClientHttpRequestFactoryBuilderCustomizer<ReactorClientHttpRequestFactoryBuilder> {

    private final ObservationRegistry registry;

    RestClientConnections(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public ReactorClientHttpRequestFactoryBuilder customize(ReactorClientHttpRequestFactoryBuilder builder) {
        return builder.withHttpClientCustomizer(
                client -> client.mapConnect(this::withObserved).doOnRequest(RestClientConnections::set));
    }

    private Mono<? extends Connection> withObserved(Mono<? extends Connection> connect) {
        RequestConnection observed = RequestConnection.of(registry.getCurrentObservation());
        return (observed != null) ? connect.contextWrite(Context.of(RequestConnection.class, observed)) : connect;
    }

    private static void set(HttpClientRequest request, Connection connection) {
        request.currentContextView()
                .<RequestConnection>getOrEmpty(RequestConnection.class)
                .ifPresent(observed -> observed.set(connection.channel()));
    }
}
