/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** An HTTP server over the kernel, with what a service answers. */
final class Backend implements AutoCloseable {

    static final int LARGE = 100 * 1024 * 1024;

    private static final byte[] CHUNK = new byte[64 * 1024];

    private final LoopResources loops = LoopResources.create("backend", 1, 2, true);
    private final AtomicInteger unavailable = new AtomicInteger();
    private final String scheme;
    private final DisposableServer server;

    Backend() {
        this(0);
    }

    /** Creates one on a known port, as of a service that is back. */
    Backend(int port) {
        this(http -> http.port(port).protocol(HttpProtocol.HTTP11, HttpProtocol.H2C), "http");
    }

    private Backend(UnaryOperator<HttpServer> customizer, String scheme) {
        this.scheme = scheme;
        server = customizer
                .apply(HttpServer.create().host(Place.kernel()).port(0).runOn(loops))
                .route(routes -> routes.get(
                                "/hello",
                                (request, response) -> response.sendString(Mono.just(
                                        "hello over " + request.version().text())))
                        .get(
                                "/events",
                                (request, response) -> response.sse()
                                        .sendString(Flux.just("data: 1\n\n", "data: 2\n\n", "data: 3\n\n")
                                                .delayElements(Duration.ofMillis(20))))
                        .get(
                                "/large",
                                (request, response) -> response.send(
                                        Flux.range(0, LARGE / CHUNK.length).map(i -> Unpooled.wrappedBuffer(CHUNK))))
                        .post(
                                "/large",
                                (request, response) -> response.sendString(request.receive()
                                        .map(buffer -> (long) buffer.readableBytes())
                                        .reduce(0L, Long::sum)
                                        .map(String::valueOf)))
                        .get("/sometimes", (request, response) -> {
                            boolean refuses = unavailable.getAndIncrement() % 2 == 0;
                            return refuses ? response.status(503).send() : response.sendString(Mono.just("at last"));
                        })
                        .ws("/echo", (in, out) -> out.sendString(in.receive().asString())))
                .bindNow(Duration.ofSeconds(20));
    }

    /** Returns one with TLS, over HTTP/1.1. */
    static Backend secure(KeyManagerFactory keys) throws SSLException {
        SslContext context = SslContextBuilder.forServer(keys).build();
        return new Backend(http -> http.protocol(HttpProtocol.HTTP11).secure(ssl -> ssl.sslContext(context)), "https");
    }

    int port() {
        return server.port();
    }

    String url() {
        return scheme + "://" + Place.kernel() + ":" + port();
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
        loops.dispose();
    }
}
