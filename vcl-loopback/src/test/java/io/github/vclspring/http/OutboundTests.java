/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.resources.VclLoopResources;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider.Proxy;

/** Which stack a client's connections take, and that proxies and the pool are the same over both. */
@Timeout(60)
class OutboundTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final Loops LOOPS = new Loops(2);

    private static DisposableServer server;

    /** Until then {@code /slow} has no answer. */
    private static volatile Sinks.One<String> slowAnswer = Sinks.one();

    private final AtomicReference<VclTransport> carrier = new AtomicReference<>();
    private ConnectionProvider connections = ConnectionProvider.create("outbound-tests", 10);

    @BeforeAll
    static void serve() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(LOOPS.vcl())
                .route(routes -> routes.get("/", (request, response) -> response.sendString(Mono.just("served")))
                        .get("/slow", (request, response) -> response.sendString(slowAnswer.asMono())))
                .bindNow(PATIENCE);
    }

    @AfterAll
    static void stop() {
        server.disposeNow(PATIENCE);
    }

    @AfterEach
    void closeConnections() {
        connections.disposeLater().block(PATIENCE);
    }

    @Test
    void namesAndAddressesOfTheListGoByTheKernelAndAllElseByVcl() {
        VclLoopResources loops = LOOPS.with(List.of("localhost", "127.0.0.2"));
        try {
            HttpClient client = watched(loops);
            assertThat(get(client, "http://127.0.0.1:" + server.port())).isEqualTo("served");
            assertThat(carrier).hasValue(VclTransport.VCL);
            assertThat(get(client, "http://localhost:" + server.port())).isEqualTo("served");
            assertThat(carrier).hasValue(VclTransport.KERNEL);
        } finally {
            loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
        }
    }

    @Test
    void oneClientReachesBothStacksAndAUnixDomainSocket(@TempDir Path directory) {
        DomainSocketAddress path =
                new DomainSocketAddress(directory.resolve("socket").toFile());
        DisposableServer local = HttpServer.create()
                .bindAddress(() -> path)
                .runOn(LOOPS.vcl())
                .handle((request, response) -> response.sendString(Mono.just("served locally")))
                .bindNow(PATIENCE);
        VclLoopResources loops = LOOPS.with(List.of("localhost"));
        try {
            HttpClient client = HttpClient.create(connections).runOn(loops).remoteAddress(() -> path);
            assertThat(get(client, "/")).isEqualTo("served locally");
            HttpClient watched = Loops.watched(client, carrier);
            assertThat(get(watched, "http://127.0.0.1:" + server.port())).isEqualTo("served");
            assertThat(carrier).hasValue(VclTransport.VCL);
            assertThat(get(watched, "http://localhost:" + server.port())).isEqualTo("served");
            assertThat(carrier).hasValue(VclTransport.KERNEL);
        } finally {
            loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
            local.disposeNow(PATIENCE);
        }
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void aRefusedConnectIsAConnectException(VclTransport transport) throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = closed.getLocalPort();
        }
        assertThatThrownBy(() -> get(client(transport), "http://127.0.0.1:" + port))
                .hasRootCauseInstanceOf(ConnectException.class)
                .rootCause()
                .hasMessageContaining("Connection refused");
    }

    @ParameterizedTest
    @CsvSource({"VCL, HTTP, CONNECT", "VCL, SOCKS5, SOCKS5", "KERNEL, HTTP, CONNECT", "KERNEL, SOCKS5, SOCKS5"})
    void throughAProxy(VclTransport transport, Proxy type, String request) throws IOException {
        try (TestProxy proxy = new TestProxy()) {
            HttpClient client = client(transport)
                    .proxy(spec -> spec.type(type).host("127.0.0.1").port(proxy.port()));
            assertThat(get(client, "http://127.0.0.1:" + server.port())).isEqualTo("served");
            assertThat(proxy.requests()).containsExactly(request + " 127.0.0.1:" + server.port());
            assertThat(carrier).hasValue(transport);
        }
    }

    @Test
    void whereThereIsAProxyItsNameDecides() throws IOException {
        VclLoopResources loops = LOOPS.with(List.of("localhost"));
        try (TestProxy proxy = new TestProxy()) {
            HttpClient client = watched(loops)
                    .proxy(spec -> spec.type(Proxy.HTTP).host("localhost").port(proxy.port()));
            assertThat(get(client, "http://127.0.0.1:" + server.port())).isEqualTo("served");
            assertThat(carrier).hasValue(VclTransport.KERNEL);
        } finally {
            loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
        }
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void thePoolUsesAConnectionAgain(VclTransport transport) {
        connections = ConnectionProvider.create("reuse", 1);
        HttpClient client = client(transport);
        assertThat(Flux.range(0, 5)
                        .map(i -> connection(client, "/"))
                        .distinct()
                        .collectList()
                        .block(PATIENCE))
                .hasSize(1);
        assertThat(carrier).hasValue(transport);
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void thePoolClosesWhatIsIdleForTooLong(VclTransport transport) {
        connections = ConnectionProvider.builder("idle")
                .maxConnections(2)
                .maxIdleTime(Duration.ofMillis(50))
                .evictInBackground(Duration.ofMillis(20))
                .build();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        HttpClient client = client(transport)
                .doOnConnected(
                        connection -> connection.channel().closeFuture().addListener(f -> closed.complete(null)));
        get(client, uri("/"));
        await().atMost(PATIENCE).until(closed::isDone);
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void thePoolLimitsWhoWaitsAndForHowLong(VclTransport transport) {
        slowAnswer = Sinks.one();
        connections = ConnectionProvider.builder("pending")
                .maxConnections(1)
                .pendingAcquireMaxCount(1)
                .pendingAcquireTimeout(Duration.ofSeconds(1))
                .build();
        HttpClient client = client(transport);
        CompletableFuture<String> first = slow(client);
        await().until(() -> carrier.get() != null);
        CompletableFuture<String> second = slow(client);
        CompletableFuture<String> third = slow(client);
        assertThat(second)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(PoolAcquireTimeoutException.class);
        assertThat(third)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(PoolAcquirePendingLimitException.class);
        slowAnswer.tryEmitValue("served").orThrow();
        assertThat(first).succeedsWithin(PATIENCE).isEqualTo("served");
    }

    private static CompletableFuture<String> slow(HttpClient client) {
        return client.get()
                .uri(uri("/slow"))
                .responseContent()
                .aggregate()
                .asString()
                .toFuture();
    }

    private static String connection(HttpClient client, String path) {
        return client.get()
                .uri(uri(path))
                .responseConnection((response, connection) -> {
                    String id = connection.channel().id().asLongText();
                    return connection.inbound().receive().then().thenReturn(id);
                })
                .blockLast(PATIENCE);
    }

    private HttpClient client(VclTransport transport) {
        return watched(LOOPS.over(transport));
    }

    private HttpClient watched(VclLoopResources loops) {
        return Loops.watched(HttpClient.create(connections).runOn(loops), carrier);
    }

    private static String uri(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private static String get(HttpClient client, String uri) {
        return client.get().uri(uri).responseContent().aggregate().asString().block(PATIENCE);
    }
}
