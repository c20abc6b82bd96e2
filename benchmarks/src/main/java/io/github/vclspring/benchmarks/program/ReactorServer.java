/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** Reactor Netty as an application uses it: plain text, downloads, uploads, WebSocket; HTTP/1.1 and HTTP/2 in clear. */
final class ReactorServer {

    private static final int MIB = 1 << 20;

    private static final AsciiString LENGTH = AsciiString.of(Integer.toString(Answer.TEXT.length()));

    private final ByteBuf text = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes(Answer.TEXT.getBytes(StandardCharsets.US_ASCII))
            .asReadOnly());

    private final ByteBuf block = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(MIB).writeZero(MIB).asReadOnly());

    private ReactorServer() {}

    static Runnable start(Settings settings) {
        return start(settings, server -> server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C));
    }

    static Runnable startTls(Settings settings, SslProvider provider) {
        SslContext context = Certificate.context(provider);
        return start(settings, server -> server.secure(tls -> tls.sslContext(context)));
    }

    private static Runnable start(Settings settings, UnaryOperator<HttpServer> protocol) {
        LoopResources loops = Loops.of(settings);
        DisposableServer server = protocol.apply(server(settings, loops))
                .handle(new ReactorServer()::handle)
                .bindNow();
        return () -> {
            server.disposeNow();
            Loops.stop(loops);
        };
    }

    static HttpServer server(Settings settings, LoopResources loops) {
        return HttpServer.create()
                .bindAddress(settings::address)
                .runOn(loops)
                .option(ChannelOption.SO_BACKLOG, 4096)
                // of keep-alive connections, which never end here
                .maxKeepAliveRequests(-1);
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return switch (request.uri()) {
            case "/plaintext" ->
                response.header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                        .header(HttpHeaderNames.CONTENT_LENGTH, LENGTH)
                        .sendObject(text.duplicate());
            case "/download/1" ->
                response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(MIB))
                        .sendObject(block.duplicate());
            case "/download/64" ->
                response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(64 * MIB))
                        .send(Flux.range(0, 64).map(i -> block.duplicate()));
            case "/upload" ->
                request.receive()
                        .then(response.sendString(Mono.just(Answer.TEXT)).then());
            case "/websocket" ->
                response.sendWebsocket(
                        (in, out) -> out.sendObject(in.receiveFrames().map(frame -> frame.retain())));
            default -> response.sendNotFound();
        };
    }
}
