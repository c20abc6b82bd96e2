/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Mixed traffic to the sample until its time is over, each kind on threads of its own, each answer compared with what was
 * asked for. Runs in the namespace, over the kernel; ends with 0 if there was no error.
 */
public final class SoakClient {

    private static final int LARGE = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String base;
    private final long end;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, AtomicLong> done = new ConcurrentHashMap<>();
    private final AtomicLong errors = new AtomicLong();

    private SoakClient(String base, long seconds) {
        this.base = base;
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** {@code http://host:port seconds}. */
    public static void main(String[] arguments) throws Exception {
        SoakClient soak = new SoakClient(arguments[0], Long.parseLong(arguments[1]));
        Thread[] threads = {
            soak.thread("long", soak::longConnection),
            soak.thread("long", soak::longConnection),
            soak.thread("short", soak::shortConnection),
            soak.thread("short", soak::shortConnection),
            soak.thread("reset", soak::resetConnection),
            soak.thread("upload", soak::upload),
            soak.thread("download", soak::download),
            soak.thread("events", soak::events),
            soak.thread("websocket", soak::webSocket)
        };
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("soak: " + new TreeMap<>(soak.done) + ", errors " + soak.errors);
        System.exit(soak.errors.get() == 0 ? 0 : 1);
    }

    private interface Exchange {
        void run() throws Exception;
    }

    private Thread thread(String kind, Exchange exchange) {
        AtomicLong count = done.computeIfAbsent(kind, k -> new AtomicLong());
        Thread thread = new Thread(() -> {
            while (System.nanoTime() < end) {
                try {
                    exchange.run();
                    count.incrementAndGet();
                } catch (Exception e) {
                    errors.incrementAndGet();
                    System.out.println(kind + ": " + e);
                }
            }
        });
        thread.start();
        return thread;
    }

    private void longConnection() throws Exception {
        require(send(HttpRequest.newBuilder(uri("/api/greeting")).timeout(LIMIT).build())
                .contains("Hello"));
    }

    private void shortConnection() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) uri("/api/greeting").toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        connection.setConnectTimeout(Math.toIntExact(LIMIT.toMillis()));
        connection.setReadTimeout(Math.toIntExact(LIMIT.toMillis()));
        try (InputStream in = connection.getInputStream()) {
            require(new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("Hello"));
        }
    }

    /** A client that goes away in the midst of an answer. */
    private void resetConnection() throws IOException {
        URI uri = uri("/");
        try (java.net.Socket socket = new java.net.Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
            OutputStream out = socket.getOutputStream();
            out.write("GET /api/download?bytes=10000000 HTTP/1.1\r\nHost: soak\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            require(socket.getInputStream().read(new byte[1000]) > 0);
            socket.setSoLinger(true, 0);
        }
    }

    private void upload() throws Exception {
        byte[] body = new byte[LARGE];
        new Random(1).nextBytes(body);
        HttpRequest request = HttpRequest.newBuilder(uri("/api/echo"))
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        require(Arrays.equals(
                body,
                client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body()));
    }

    private void download() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/api/download?bytes=" + 4 * LARGE))
                .timeout(LIMIT)
                .build();
        byte[] body =
                client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        require(body.length == 4 * LARGE);
        for (int i = 0; i < body.length; i++) {
            require(body[i] == (byte) (i % 251));
        }
    }

    private void events() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/api/time")).timeout(LIMIT).build();
        try (InputStream in =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            for (int lines = 0; lines < 10; ) {
                int c = in.read();
                require(c >= 0);
                lines += (c == '\n') ? 1 : 0;
            }
        }
    }

    private void webSocket() throws Exception {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(base.replace("http:", "ws:") + "/ws/echo"), new WebSocket.Listener() {
                    private final StringBuilder message = new StringBuilder();

                    /** A frame that comes in two segments is told in two parts. */
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        message.append(data);
                        if (last) {
                            heard.add(message.toString());
                            message.setLength(0);
                        }
                        from.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
                        from.request(1);
                        return null;
                    }
                })
                .get(30, TimeUnit.SECONDS);
        for (int i = 0; i < 100; i++) {
            socket.sendText("message " + i, true).get(30, TimeUnit.SECONDS);
            String echo = heard.poll(30, TimeUnit.SECONDS);
            if (!("message " + i).equals(echo)) {
                socket.abort();
                throw new IOException("message " + i + " came back as " + echo);
            }
        }
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        require(response.statusCode() == 200);
        return response.body();
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    private static void require(boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("not what was asked for");
        }
    }
}
