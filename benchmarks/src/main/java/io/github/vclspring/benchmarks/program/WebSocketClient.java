/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Sends a message, waits for its echo, and sends the next, on each connection. */
final class WebSocketClient {

    private WebSocketClient() {}

    static Runnable start(Settings settings) {
        LoopResources loops = Loops.of(settings);
        LoadSettings load = LoadSettings.read();
        RequestWriter log = new RequestWriter(load.log());
        HttpClient client = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(loops)
                .remoteAddress(settings::address);
        Disposable connections = Flux.range(0, load.connections())
                .flatMap(
                        i -> client.websocket().uri(load.path()).handle((in, out) -> echo(in, out, log)),
                        load.connections())
                .subscribe();
        return () -> {
            connections.dispose();
            log.close();
            Loops.stop(loops);
        };
    }

    private static Mono<Void> echo(WebsocketInbound in, WebsocketOutbound out, RequestWriter log) {
        Sinks.Many<String> messages = Sinks.many().unicast().onBackpressureBuffer();
        AtomicLong begin = new AtomicLong(System.nanoTime());
        messages.tryEmitNext(Answer.TEXT);
        Mono<Void> receive = in.receive()
                .doOnNext(echo -> {
                    log.add(begin.get(), true);
                    begin.set(System.nanoTime());
                    messages.tryEmitNext(Answer.TEXT);
                })
                .then();
        return out.sendObject(messages.asFlux().map(TextWebSocketFrame::new), message -> true)
                .then()
                .and(receive);
    }
}
