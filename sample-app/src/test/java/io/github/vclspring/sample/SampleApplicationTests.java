/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application as it is, over the loopback, with a client that knows nothing of it. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"vcl.worker.count=2", "spring.reactor.netty.shutdown-quiet-period=0s"})
class SampleApplicationTests {

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Test
    void greetsFromAnEventLoopOnVcl() throws Exception {
        JsonNode greeting = json(get("/api/greeting?name=Ada"));
        assertThat(greeting.get("message").asString()).isEqualTo("Hello, Ada!");
        assertThat(greeting.get("servedBy").asString()).startsWith("reactor-http-vcl-");
    }

    @Test
    void greetsTheWorldUnlessNamed() throws Exception {
        assertThat(json(get("/api/greeting")).get("message").asString()).isEqualTo("Hello, World!");
    }

    @Test
    void everyLoopServes() throws Exception {
        Set<String> loops = new HashSet<>();
        for (int i = 0; i < 200 && loops.size() < 2; i++) {
            // a connection of its own, so that it is accepted anew
            loops.add(json(HttpClient.newHttpClient()
                            .send(request("/api/greeting").build(), HttpResponse.BodyHandlers.ofString()))
                    .get("servedBy")
                    .asString());
        }
        assertThat(loops).containsExactlyInAnyOrder("reactor-http-vcl-1", "reactor-http-vcl-2");
    }

    @Test
    void refusesAnInvalidParameterWithProblemDetails() throws Exception {
        HttpResponse<String> response = get("/api/greeting?name=" + "x".repeat(101));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.get("status").asInt()).isEqualTo(400);
        assertThat(problem.get("instance").asString()).isEqualTo("/api/greeting");
        assertThat(problem.get("errors").get("name").get(0).asString()).isEqualTo("size must be between 0 and 100");
    }

    @Test
    void tellsTheTimeUntilTheClientGoes() throws Exception {
        HttpResponse<InputStream> response =
                client.send(request("/api/time").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        try (InputStream events = response.body()) {
            StringBuilder text = new StringBuilder();
            while (text.indexOf("id:1\n") < 0) {
                text.append((char) events.read());
            }
            assertThat(text).contains("id:0\nevent:time\ndata:");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 65536, 20_000_000})
    void echoesABodyOfAnySize(int size) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        HttpResponse<byte[]> response = client.send(
                request("/api/echo")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Arrays.equals(response.body(), body)).isTrue();
    }

    @Test
    void echoesWhileTheBodyStillComes() throws Exception {
        CompletableFuture<Void> firstPartIsBack = new CompletableFuture<>();
        byte[] part = new byte[100_000];
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofByteArrays(() -> new Iterator<>() {

            private int parts;

            @Override
            public boolean hasNext() {
                return parts < 2;
            }

            @Override
            public byte[] next() {
                if (parts++ == 1) {
                    firstPartIsBack.orTimeout(10, TimeUnit.SECONDS).join();
                }
                return part;
            }
        });
        HttpResponse<InputStream> response =
                client.send(request("/api/echo").POST(body).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream echo = response.body()) {
            assertThat(echo.readNBytes(part.length)).hasSize(part.length);
            firstPartIsBack.complete(null);
            assertThat(echo.readAllBytes()).hasSize(part.length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 65_537, 10_000_000})
    void downloadsBytesOfWhichEachIsItsOffsetModulo251(int bytes) throws Exception {
        HttpResponse<byte[]> response =
                client.send(request("/api/download?bytes=" + bytes).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValueAsLong("content-length")).hasValue(bytes);
        byte[] expected = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            expected[i] = (byte) (i % 251);
        }
        assertThat(Arrays.equals(response.body(), expected)).isTrue();
    }

    @Test
    void refusesANegativeDownload() throws Exception {
        HttpResponse<String> response = get("/api/download?bytes=-1");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("errors").has("bytes")).isTrue();
    }

    @Test
    void showsAPage() throws Exception {
        HttpResponse<String> response = get("/");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("<title>VCL sample</title>");
    }

    @Test
    void callsAnotherServerOverTheSameLoops() throws Exception {
        JsonNode answer = json(get("/api/upstream?url=http://127.0.0.1:" + port + "/api/download?bytes=100000"));
        assertThat(answer.get("status").asInt()).isEqualTo(200);
        assertThat(answer.get("bytes").asLong()).isEqualTo(100_000);
        assertThat(answer.get("servedBy").asString()).startsWith("reactor-http-vcl-");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com/, 403",
        "http://127.0.0.1@example.com/, 403",
        "http://[::1]/, 403",
        "ftp://127.0.0.1/, 400",
        "file:///etc/passwd, 400",
        "/api/greeting, 400",
        "http://127.0.0.1:1/, 502"
    })
    void callsNobodyElse(String url, int status) throws Exception {
        HttpResponse<String> response = get("/api/upstream?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    }

    @Test
    void repeatsWhatAWebSocketSays() throws Exception {
        CompletableFuture<String> text = new CompletableFuture<>();
        CompletableFuture<ByteBuffer> binary = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/echo"), new WebSocket.Listener() {

                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        text.complete(data.toString());
                        return WebSocket.Listener.super.onText(webSocket, data, last);
                    }

                    @Override
                    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
                        binary.complete(data);
                        return WebSocket.Listener.super.onBinary(webSocket, data, last);
                    }
                })
                .get(10, TimeUnit.SECONDS);
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
        socket.sendBinary(ByteBuffer.wrap(new byte[1000]), true).get(10, TimeUnit.SECONDS);
        assertThat(text.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        assertThat(binary.get(10, TimeUnit.SECONDS).remaining()).isEqualTo(1000);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
    }

    @Test
    void healthTellsWhatIsBehindVcl() throws Exception {
        JsonNode health = json(get("/actuator/health"));
        assertThat(health.get("status").asString()).isEqualTo("UP");
        JsonNode vcl = health.get("components").get("vcl").get("details");
        assertThat(vcl.get("transport").asString()).isEqualTo("loopback");
        assertThat(vcl.get("state").asString()).isEqualTo("ATTACHED");
        assertThat(vcl.get("appName").asString()).isEqualTo("vcl-sample");
        List<String> threads = vcl.get("workers").values().stream()
                .map(worker -> worker.get("thread").asString())
                .toList();
        assertThat(threads).containsExactly("reactor-http-vcl-1", "reactor-http-vcl-2");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
