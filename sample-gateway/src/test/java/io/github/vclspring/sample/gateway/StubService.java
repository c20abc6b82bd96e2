/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Stands for the first service, over the kernel. */
final class StubService implements AutoCloseable {

    private final AtomicLong greetings = new AtomicLong();
    private final HttpServer server;

    StubService() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/api/chain/vcl", exchange -> {
            greetings.incrementAndGet();
            answer(exchange, "{\"message\":\"Hello, world!\"}");
        });
        server.createContext("/api/peer", exchange -> {
            String client = exchange.getRequestHeaders().getFirst("X-Forwarded-For");
            answer(exchange, "{\"client\":\"" + client + "\"}");
        });
        server.createContext("/api/hops", exchange -> answer(exchange, hops(greetings.get())));
        server.start();
    }

    /** One hop, of a millisecond each time. */
    private static String hops(long count) {
        String hop = "{'from':'front','to':'back','by':'gRPC','chain':'vcl','transport':'VCL','count':%d,'seconds':%f}";
        return String.format(Locale.ROOT, "[" + hop.replace('\'', '"') + "]", count, count / 1000.0);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
