/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.resources.VclLoopResources;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * A plain Reactor Netty server and client: downloads on fresh connections, a few at a time. Its arguments are those of {@link Main}, and the client's
 * summary is {@code summary COMPLETE STALLED FAILED}.
 */
public final class Downloads {

    static final int COUNT = 200;

    private static final int AT_A_TIME = 4;
    private static final int SIZE = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofSeconds(10);

    private final Console console = new Console();
    private final LoopResources loops;
    private final AtomicInteger complete = new AtomicInteger();
    private final AtomicInteger stalled = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    private Downloads(LoopResources loops) {
        this.loops = loops;
    }

    /** Runs a side. */
    public static void main(String[] args) throws IOException {
        Transport.Type type = Transport.Type.valueOf(args[1]);
        Downloads program = new Downloads(loops(type, Settings.read(1).fifo()));
        if (Side.valueOf(args[0]) == Side.SERVER) {
            program.serve(args[2]);
        } else {
            program.download("http://" + args[2] + ":" + args[3] + "/");
        }
        program.console.read(program::obey);
        System.exit(1);
    }

    private static LoopResources loops(Transport.Type type, int fifo) {
        if (type == Transport.Type.KERNEL) {
            return LoopResources.create("downloads", Transport.LOOPS, true);
        }
        VclApplication application = Transport.acquire(type, fifo);
        try {
            return VclLoopResources.create("downloads", application.config(), application.library());
        } finally {
            application.release();
        }
    }

    private void serve(String address) {
        byte[] body = new byte[SIZE];
        DisposableServer server = HttpServer.create()
                .runOn(loops)
                .host(address)
                .port(0)
                .route(routes -> routes.get(
                        "/",
                        (request, response) -> response.header("content-length", Integer.toString(SIZE))
                                .sendObject(Unpooled.wrappedBuffer(body))))
                .bindNow();
        console.print("listening " + server.port());
    }

    private void download(String uri) {
        HttpClient client =
                HttpClient.create(ConnectionProvider.newConnection()).runOn(loops);
        Flux.range(0, COUNT)
                .flatMap(number -> download(client, uri), AT_A_TIME)
                .doOnTerminate(() -> console.print("summary " + complete + " " + stalled + " " + failed))
                .subscribe();
    }

    private Mono<Integer> download(HttpClient client, String uri) {
        return client.get()
                .uri(uri)
                .responseContent()
                .map(ByteBuf::readableBytes)
                .reduce(0, Integer::sum)
                .timeout(LIMIT)
                .doOnNext(size -> (size == SIZE ? complete : failed).incrementAndGet())
                .onErrorResume(cause -> {
                    (cause instanceof TimeoutException ? stalled : failed).incrementAndGet();
                    console.print("failure " + cause);
                    return Mono.empty();
                });
    }

    private void obey(String line) {
        if (line.equals("exit")) {
            loops.disposeLater(Duration.ZERO, END).block(END.plus(END));
            System.exit(0);
        }
    }
}
