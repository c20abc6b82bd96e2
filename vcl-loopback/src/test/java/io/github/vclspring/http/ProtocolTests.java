/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.channel.VclTransport;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;
import reactor.netty.tcp.SslProvider.SslContextSpec;

/** Reactor Netty's protocols, with a client whose connections VCL carries, and with one whose the kernel does. */
@Timeout(60)
class ProtocolTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LARGE = 3_000_000;

    @RegisterExtension
    static final Loops LOOPS = new Loops(2);

    private static X509Bundle certificate;

    private final AtomicReference<VclTransport> carrier = new AtomicReference<>();
    private final ConnectionProvider connections = ConnectionProvider.create("protocol-tests", 10);
    private DisposableServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @AfterEach
    void stop() {
        connections.disposeLater().block(PATIENCE);
        server.disposeNow(PATIENCE);
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void http11(VclTransport transport) {
        serve(httpServer());
        HttpClient client = client(transport);
        assertExchanges(client, "HTTP/1.1");
        assertThat(carrier).hasValue(transport);
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void http2WithoutTls(VclTransport transport) {
        serve(httpServer().protocol(HttpProtocol.H2C));
        assertExchanges(client(transport).protocol(HttpProtocol.H2C), "HTTP/2.0");
        assertThat(carrier).hasValue(transport);
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void streamsOfHttp2ShareConnections(VclTransport transport) {
        serve(httpServer().protocol(HttpProtocol.H2C));
        HttpClient client = client(transport).protocol(HttpProtocol.H2C);
        ConcurrentLinkedQueue<String> connectionIds = new ConcurrentLinkedQueue<>();
        HttpClient counting = client.doOnResponse((response, connection) ->
                connectionIds.add(connection.channel().parent().id().asLongText()));
        // the first opens it
        get(counting, "/protocol");
        List<String> answers = Flux.range(0, 100)
                .flatMap(
                        i -> counting.get()
                                .uri("/large")
                                .responseContent()
                                .aggregate()
                                .map(body -> "" + body.readableBytes()),
                        100)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).hasSize(100).containsOnly("" + LARGE / 30);
        assertThat(connectionIds).hasSize(101);
        assertThat(Set.copyOf(connectionIds)).hasSizeLessThanOrEqualTo(10);
        assertThat(carrier).hasValue(transport);
    }

    @ParameterizedTest
    @CsvSource({"VCL, JDK", "VCL, OPENSSL", "KERNEL, JDK", "KERNEL, OPENSSL"})
    void http2OverTls(VclTransport transport, SslProvider engine) {
        serve(httpServer()
                .protocol(HttpProtocol.H2)
                .secure(by(Http2SslContextSpec.forServer(chain(), key())
                        .configure(builder -> builder.sslProvider(engine)))));
        HttpClient client = client(transport)
                .protocol(HttpProtocol.H2)
                .secure(by(Http2SslContextSpec.forClient()
                        .configure(builder -> builder.sslProvider(engine).trustManager(chain()))));
        assertExchanges(client, "HTTP/2.0");
        assertThat(carrier).hasValue(transport);
        assertThat(engineOf(client).contains("OpenSsl")).isEqualTo(engine == SslProvider.OPENSSL);
    }

    @ParameterizedTest
    @CsvSource({"VCL, JDK", "VCL, OPENSSL", "KERNEL, JDK", "KERNEL, OPENSSL"})
    void http11OverTls(VclTransport transport, SslProvider engine) {
        serve(httpServer()
                .secure(by(Http11SslContextSpec.forServer(chain(), key())
                        .configure(builder -> builder.sslProvider(engine)))));
        HttpClient client = client(transport)
                .secure(by(Http11SslContextSpec.forClient()
                        .configure(builder -> builder.sslProvider(engine).trustManager(chain()))));
        assertExchanges(client, "HTTP/1.1");
        assertThat(carrier).hasValue(transport);
        assertThat(engineOf(client).contains("OpenSsl")).isEqualTo(engine == SslProvider.OPENSSL);
    }

    private static Consumer<SslContextSpec> by(GenericSslContextSpec<?> spec) {
        return secured -> secured.sslContext(spec);
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void webSocket(VclTransport transport) {
        serve(httpServer());
        List<String> echoes = client(transport)
                .websocket()
                .uri("/ws")
                .handle((in, out) -> out.sendString(Flux.range(0, 100).map(i -> "message " + i))
                        .then()
                        .thenMany(in.aggregateFrames().receive().asString().take(100)))
                .collectList()
                .block(PATIENCE);
        assertThat(echoes).hasSize(100).first().isEqualTo("message 0");
        assertThat(echoes).last().isEqualTo("message 99");
        assertThat(carrier).hasValue(transport);
    }

    /** Small and large, there and back. */
    private void assertExchanges(HttpClient client, String protocol) {
        assertThat(get(client, "/protocol")).isEqualTo(protocol);
        byte[] bytes = new byte[LARGE];
        new Random(7).nextBytes(bytes);
        byte[] echoed = client.post()
                .uri("/echo")
                .send(ByteBufFlux.fromInbound(
                        Flux.range(0, 30).map(i -> Unpooled.wrappedBuffer(bytes, i * (LARGE / 30), LARGE / 30))))
                .responseContent()
                .aggregate()
                .asByteArray()
                .block(PATIENCE);
        assertThat(echoed).isEqualTo(bytes);
    }

    private String get(HttpClient client, String path) {
        return client.get().uri(path).responseContent().aggregate().asString().block(PATIENCE);
    }

    private String engineOf(HttpClient client) {
        return client.get()
                .uri("/protocol")
                .responseConnection((response, connection) -> {
                    Channel channel = connection.channel();
                    Channel secured = channel.pipeline().get(SslHandler.class) == null ? channel.parent() : channel;
                    String name = secured.pipeline()
                            .get(SslHandler.class)
                            .engine()
                            .getClass()
                            .getName();
                    return connection.inbound().receive().then().thenReturn(name);
                })
                .blockLast(PATIENCE);
    }

    private HttpClient client(VclTransport transport) {
        HttpClient client =
                HttpClient.create(connections).runOn(LOOPS.over(transport)).remoteAddress(server::address);
        return Loops.watched(client, carrier);
    }

    private static HttpServer httpServer() {
        return HttpServer.create().host("127.0.0.1").port(0).runOn(LOOPS.vcl()).route(ProtocolTests::routes);
    }

    private void serve(HttpServer configured) {
        server = configured.bindNow(PATIENCE);
    }

    private static void routes(HttpServerRoutes routes) {
        routes.get(
                        "/protocol",
                        (request, response) ->
                                response.sendString(Flux.just(request.version().text())))
                .get("/large", (request, response) -> response.sendByteArray(Flux.just(new byte[LARGE / 30])))
                .post(
                        "/echo",
                        (request, response) -> response.send(request.receive().retain()))
                .ws("/ws", (in, out) -> out.send(in.receive().retain()));
    }

    private static InputStream chain() {
        return pem(certificate.getCertificatePathPEM());
    }

    private static InputStream key() {
        return pem(certificate.getPrivateKeyPEM());
    }

    private static InputStream pem(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
