/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.github.vclspring.channel.VclConnection;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import reactor.netty.Connection;

/**
 * {@link ObservationHandler} that adds to {@code http.server.requests} the stack that carries the request, as the tags
 * {@code transport} ({@code vcl}, {@code kernel}, or {@code none} if the server is not Reactor Netty) and
 * {@code worker} (an index, or {@code none}).
 *
 * <p>Not a convention, because there can be only one, possibly the user's own. Not a filter, because Reactor Netty has
 * detached its channel at the end of a request.
 */
final class VclRequestObservationHandler implements ObservationHandler<ServerRequestObservationContext> {

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof ServerRequestObservationContext;
    }

    @Override
    public void onStart(ServerRequestObservationContext context) {
        context.addLowCardinalityKeyValues(RequestTags.of(connection(context.getCarrier())));
    }

    private static @Nullable VclConnection connection(@Nullable ServerHttpRequest request) {
        ServerHttpRequest inner = request;
        while (inner instanceof ServerHttpRequestDecorator decorator) {
            inner = decorator.getDelegate();
        }
        if (inner instanceof AbstractServerHttpRequest nativeRequest
                && nativeRequest.getNativeRequest() instanceof Connection connection) {
            return VclConnection.of(connection.channel());
        }
        return null;
    }
}
