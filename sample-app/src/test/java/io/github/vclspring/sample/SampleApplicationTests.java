/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.ByteBufFlux;

/** Every endpoint, by the JDK's client over the kernel, served by the embedded loopback. */
@DirtiesContext // a JVM has one VCL application: the next test wants another configuration
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.address=127.0.0.1")
class SampleApplicationTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** Whom the sample may call. */
    private static HttpServer upstream;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void startUpstream(DynamicPropertyRegistry properties) throws IOException {
        upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        upstream.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://192.0.2.1/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        upstream.createContext("/greeting", exchange -> {
            byte[] body = "Hello, world!".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
        properties.add(
                "sample.upstream.allowed",
                () -> "127.0.0.1:1,127.0.0.1:" + upstream.getAddress().getPort());
    }

    @AfterAll
    static void stopUpstream() {
        upstream.stop(0);
    }

    private static String upstream(String path) {
        return "http://127.0.0.1:" + upstream.getAddress().getPort() + path;
    }

    @Test
    void greetsInJsonOnAVclEventLoop() throws Exception {
        HttpResponse<String> response = get("/api/greeting?name=VPP");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"message\":\"Hello, VPP!\"")
                .contains("\"servedBy\":\"reactor-http-vcl-");
    }

    @Test
    void streamsEventsAsTheyHappen() throws Exception {
        HttpResponse<Stream<String>> response = client.send(request("/api/time").build(), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            assertThat(lines.filter(line -> line.startsWith("data:"))
                            .map(line -> Instant.parse(line.substring("data:".length())))
                            .limit(3))
                    .hasSize(3)
                    .isSorted();
        }
    }

    /** By Reactor Netty over the kernel: the JDK's client reads nothing before it has sent everything. */
    @Test
    void echoesABodyLargerThanAnyBuffer() {
        byte[] body = pattern(50_000_000);
        byte[] echo = duplex().post()
                .uri("/api/echo")
                .send(Flux.range(0, 1000).map(i -> Unpooled.wrappedBuffer(body, i * 50_000, 50_000)))
                .responseSingle((response, content) -> content.asByteArray())
                .block(TIMEOUT);
        assertThat(Arrays.equals(echo, body)).isTrue();
    }

    @Test
    void echoesWhileTheBodyStillComes() {
        Sinks.Many<String> body = Sinks.many().unicast().onBackpressureBuffer();
        body.tryEmitNext("first").orThrow();
        String echo = duplex().post()
                .uri("/api/echo")
                .send(ByteBufFlux.fromString(body.asFlux()))
                .responseContent()
                .asString()
                .doOnNext(part -> {
                    if (part.equals("first")) {
                        body.tryEmitNext("second").orThrow();
                        body.tryEmitComplete().orThrow();
                    }
                })
                .collect(Collectors.joining("|"))
                .block(TIMEOUT);
        assertThat(echo).isEqualTo("first|second");
    }

    @Test
    void echoesAnEmptyBody() throws Exception {
        HttpResponse<byte[]> response =
                client.send(request("/api/echo").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void downloadsExactlyAsManyBytesAsAsked() throws Exception {
        HttpResponse<InputStream> response =
                client.send(request("/api/download?bytes=3000001").build(), BodyHandlers.ofInputStream());
        assertThat(response.body()).hasSameContentAs(new ByteArrayInputStream(pattern(3_000_001)));
    }

    @Test
    void refusesANegativeDownloadWithProblemDetails() throws Exception {
        HttpResponse<String> response = get("/api/download?bytes=-1");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(response.body()).contains("bytes must be 0 to");
    }

    @Test
    void servesItsPage() throws Exception {
        assertThat(get("/").body()).contains("<title>VCL sample</title>");
    }

    @Test
    void callsItsUpstreamFromAVclEventLoop() throws Exception {
        HttpResponse<String> response = get("/api/upstream?url=" + upstream("/greeting"));
        assertThat(response.body()).contains("\"status\":200").contains("Hello, world!");
    }

    @Test
    void callsNoOtherPortOfAHostThatIsAllowed() throws Exception {
        assertThat(get("/api/upstream?url=http://127.0.0.1:" + port + "/actuator/health")
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.1/, 403",
        "http://127.0.0.1@192.0.2.1/, 403",
        "file:///etc/passwd, 400",
        "//127.0.0.1/, 400",
        "http://127.0.0.1:1/, 502"
    })
    void callsNobodyWhoIsNotAllowed(String url, int status) throws Exception {
        HttpResponse<String> response = get("/api/upstream?url=" + URLEncoder.encode(url, StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @Test
    void isNotSentOnByWhomItCalls() throws Exception {
        assertThat(get("/api/upstream?url=" + upstream("/elsewhere")).body()).contains("\"status\":302");
    }

    @Test
    void echoesOverAWebSocket() throws Exception {
        BlockingQueue<String> heard = new ArrayBlockingQueue<>(1);
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/echo"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        heard.add(data.toString());
                        return WebSocket.Listener.super.onText(webSocket, data, last);
                    }
                })
                .join();
        socket.sendText("over and out", true).join();
        assertThat(heard.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("over and out");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void isHealthyWithItsWorkersInTheDetails() throws Exception {
        assertThat(get("/actuator/health").body())
                .contains("\"vcl\":{\"details\":{")
                .contains("\"state\":\"ATTACHED\"")
                .contains("\"transport\":\"loopback\"")
                .contains("\"workers\":[{\"index\":0");
    }

    private reactor.netty.http.client.HttpClient duplex() {
        return reactor.netty.http.client.HttpClient.create().baseUrl("http://127.0.0.1:" + port);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }
}
