/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientRequest;

/** Gives each request of WebClient a {@link RequestConnection}, and sets it when the request is sent. */
final class WebClientObservationHandler implements ObservationHandler<ClientRequestObservationContext> {

    private static final String MARK = WebClientObservationHandler.class.getName();

    /** Key of WebClient's observation in Reactor's context: ObservationThreadLocalAccessor.KEY, which may be absent. */
    private static final String OBSERVATION = "micrometer.observation";

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof ClientRequestObservationContext;
    }

    @Override
    public void onStart(ClientRequestObservationContext context) {
        RequestConnection.attachTo(context);
        ClientRequest.Builder builder = context.getCarrier();
        if (builder != null) {
            // once: all subscriptions to one exchange share the builder, and each has an observation of its own
            builder.attributes(attributes -> {
                if (attributes.putIfAbsent(MARK, true) == null) {
                    builder.httpRequest(WebClientObservationHandler::set);
                }
            });
        }
    }

    private static void set(ClientHttpRequest request) {
        Object nativeRequest = request.getNativeRequest();
        if (nativeRequest instanceof HttpClientRequest sent && nativeRequest instanceof Connection connection) {
            RequestConnection observed = RequestConnection.of(sent.currentContextView()
                    .<ObservationView>getOrEmpty(OBSERVATION)
                    .orElse(null));
            if (observed != null) {
                observed.set(connection.channel());
            }
        }
    }
}
