/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** A gateway in little: passes each request on, and the answer back, over a pool of connections on the same loops. */
final class ProxyServer {

    private static final int MOST_CONNECTIONS = 1024;

    private ProxyServer() {}

    static Runnable start(Settings settings) {
        LoopResources loops = Loops.of(settings);
        HttpClient client = HttpClient.create(ConnectionProvider.create("proxy", MOST_CONNECTIONS))
                .runOn(loops)
                .remoteAddress(settings::target);
        DisposableServer server = ReactorServer.server(settings, loops)
                .handle((request, response) -> client.headers(headers -> headers.set(request.requestHeaders()))
                        .request(request.method())
                        .uri(request.uri())
                        .send(request.receive().retain())
                        .response((answer, body) -> passBack(answer, response.send(body.retain()), response)))
                .bindNow();
        return () -> {
            server.disposeNow();
            Loops.stop(loops);
        };
    }

    private static Publisher<Void> passBack(
            HttpClientResponse answer, Publisher<Void> body, HttpServerResponse response) {
        response.status(answer.status());
        response.headers(answer.responseHeaders());
        response.responseHeaders().remove(HttpHeaderNames.CONNECTION);
        return body;
    }
}
