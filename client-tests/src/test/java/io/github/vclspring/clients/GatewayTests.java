/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.channel.VclTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigBuilder;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.http.HttpProtocol;
import reactor.netty.resources.LoopResources;

/** Spring Cloud Gateway between a client and a server of the kernel. */
@ExtendWith(OutputCaptureExtension.class)
class GatewayTests {

    /** Reserved for documentation (RFC 5737): no VPP has a route to it. */
    private static final String UNREACHABLE = "198.51.100.7";

    private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes[0].";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private Backend backend;

    @BeforeEach
    void start() {
        backend = new Backend();
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void aRouteUsesVcl(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = gateway(backend.url()).run()) {
            assertThat(get(context, "/hello").body()).isEqualTo("hello over HTTP/1.1");
            assertThat(get(context, "/events").body()).contains("data: 1", "data: 2", "data: 3");
            channels(context).hasOnlyOutbound(VclTransport.VCL);
            assertThat(channels(context).inbound()).containsOnly(VclTransport.VCL);
            assertThat(transport(context)).isEqualTo(Transport.VCL);
            assertThat(output).containsPattern("Over VCL: webflux-server, .*gateway");
        }
    }

    @Test
    void http2UsesVcl() throws Exception {
        try (ConfigurableApplicationContext context =
                gateway(backend.url()).with(ClearTextHttp2.class).run()) {
            assertThat(get(context, "/hello").body()).isEqualTo("hello over HTTP/2.0");
            channels(context).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void aWebSocketUsesVcl() throws Exception {
        try (ConfigurableApplicationContext context =
                gateway("ws://" + Place.kernel() + ":" + backend.port()).run()) {
            CompletableFuture<String> echo = new CompletableFuture<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://" + Place.vcl() + ":" + port(context) + "/echo"),
                            new WebSocket.Listener() {
                                @Override
                                public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
                                    echo.complete(text.toString());
                                    return CompletableFuture.completedFuture(null);
                                }
                            })
                    .get(20, TimeUnit.SECONDS);
            socket.sendText("over VCL", true).get(20, TimeUnit.SECONDS);
            assertThat(echo.get(20, TimeUnit.SECONDS)).isEqualTo("over VCL");
            channels(context).hasOnlyOutbound(VclTransport.VCL);
            socket.abort();
        }
    }

    @Test
    void aHundredMegabytesPassBothWays() throws Exception {
        try (ConfigurableApplicationContext context = gateway(backend.url()).run()) {
            HttpResponse<InputStream> down =
                    client.send(request(context, "/large").build(), BodyHandlers.ofInputStream());
            assertThat(length(down.body())).isEqualTo(Backend.LARGE);
            HttpResponse<String> up = client.send(
                    request(context, "/large")
                            .POST(BodyPublishers.ofByteArray(new byte[Backend.LARGE]))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(up.body()).isEqualTo(String.valueOf(Backend.LARGE));
            channels(context).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void aRetryIsAnswered() throws Exception {
        try (ConfigurableApplicationContext context = gateway(backend.url())
                .property(ROUTES + "filters[0]=Retry=3,SERVICE_UNAVAILABLE,GET")
                .run()) {
            assertThat(get(context, "/sometimes").body()).isEqualTo("at last");
            channels(context).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void aCircuitBreakerFallsBackAndReturns() throws Exception {
        int port = closedPort();
        try (ConfigurableApplicationContext context = gateway("http://" + Place.kernel() + ":" + port)
                .using("circuitbreaker.resilience4j.Reactive")
                .with(Breaker.class)
                .property(ROUTES + "filters[0].name=CircuitBreaker")
                .property(ROUTES + "filters[0].args.name=backend")
                .property(ROUTES + "filters[0].args.fallbackUri=forward:/fallback")
                .run()) {
            for (int i = 0; i < 2 * Breaker.CALLS; i++) {
                assertThat(get(context, "/hello").body()).isEqualTo("fallback");
            }
            try (Backend returned = new Backend(port)) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> get(context, "/hello").body(), "hello over HTTP/1.1"::equals);
                channels(context).hasOnlyOutbound(VclTransport.VCL);
                assertThat(returned.port()).isEqualTo(port);
            }
        }
    }

    @Test
    void aDestinationOfTheKernelIsLeftToIt() throws Exception {
        try (ConfigurableApplicationContext context = gateway(backend.url())
                .property("vcl.client.kernel-destinations=" + Place.kernel())
                .run()) {
            assertThat(get(context, "/hello").body()).startsWith("hello");
            channels(context).hasOnlyOutbound(VclTransport.KERNEL);
        }
    }

    @Test
    void theTransportKernelIsHonoured(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context =
                gateway(backend.url()).property("vcl.client.transport=kernel").run()) {
            assertThat(get(context, "/hello").body()).startsWith("hello");
            channels(context).hasNoOutbound();
            assertThat(output)
                    .contains("gateway (vcl.client.transport is kernel)")
                    .doesNotContain("gateway does not");
        }
    }

    @Test
    void itsPropertyLeavesItToTheKernel() throws Exception {
        try (ConfigurableApplicationContext context = gateway(backend.url())
                .property("vcl.client.gateway.enabled=false")
                .run()) {
            assertThat(get(context, "/hello").body()).startsWith("hello");
            channels(context).hasNoOutbound();
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
        }
    }

    @Test
    void aCustomizerOfTheUsersOwnWins() throws Exception {
        try (ConfigurableApplicationContext context =
                gateway(backend.url()).with(OwnLoops.class).run()) {
            assertThat(get(context, "/hello").body()).startsWith("hello");
            channels(context).hasNoOutbound();
        }
    }

    @Test
    void aClientOfTheUsersOwnIsReported(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context =
                gateway(backend.url()).with(OwnClient.class).run()) {
            assertThat(get(context, "/hello").body()).startsWith("hello");
            channels(context).hasNoOutbound();
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
            assertThat(output)
                    .contains("gateway uses the kernel, not VCL: the bean 'ownHttpClient' of the type HttpClient");
        }
    }

    @Test
    void aRefusedConnectionIsTheOneThatTheGatewayKnows(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context =
                gateway("http://" + Place.kernel() + ":" + closedPort()).run()) {
            assertThat(get(context, "/hello").statusCode()).isEqualTo(500);
            assertThat(output).contains("ConnectException", "refused");
        }
    }

    @Test
    void anAddressThatVppDoesNotReachIsAnError(CapturedOutput output) throws Exception {
        assumeTrue(Place.isVpp(), "the loopback reaches what the kernel reaches");
        try (ConfigurableApplicationContext context = gateway("http://" + UNREACHABLE + ":80")
                .property("spring.cloud.gateway.server.webflux.httpclient.connect-timeout=3000")
                .run()) {
            assertThat(get(context, "/hello").statusCode()).isBetween(500, 504);
            assertThat(output).contains(UNREACHABLE + ":80");
        }
    }

    private static Applications gateway(String uri) {
        return Applications.reactive()
                .using("gateway.config")
                .property(ROUTES + "id=backend")
                .property(ROUTES + "uri=" + uri)
                .property(ROUTES + "predicates[0]=Path=/**");
    }

    static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
        return client.send(request(context, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + Place.vcl() + ":" + port(context) + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofMinutes(2));
    }

    private static long length(InputStream body) throws IOException {
        try (body) {
            long length = 0;
            byte[] buffer = new byte[64 * 1024];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                length += read;
            }
            return length;
        }
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static Channels channels(ConfigurableApplicationContext context) {
        return context.getBean(Channels.class);
    }

    private static Transport transport(ConfigurableApplicationContext context) {
        return context.getBean(VclClientReport.class)
                .client(KnownClient.GATEWAY)
                .transport();
    }

    /** Opens after a few failures, and soon tries again. */
    @Configuration(proxyBeanMethods = false)
    static class Breaker {

        static final int CALLS = 2;

        @Bean
        Customizer<ReactiveResilience4JCircuitBreakerFactory> breaker() {
            return factory -> factory.configureDefault(id -> new Resilience4JConfigBuilder(id)
                    .circuitBreakerConfig(CircuitBreakerConfig.custom()
                            .slidingWindowSize(CALLS)
                            .minimumNumberOfCalls(CALLS)
                            .permittedNumberOfCallsInHalfOpenState(1)
                            .waitDurationInOpenState(Duration.ofSeconds(1))
                            .build())
                    .timeLimiterConfig(TimeLimiterConfig.custom()
                            .timeoutDuration(Duration.ofSeconds(20))
                            .build())
                    .build());
        }

        @Bean
        RouterFunction<ServerResponse> fallback() {
            return RouterFunctions.route()
                    .GET("/fallback", request -> ServerResponse.ok().bodyValue("fallback"))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ClearTextHttp2 {

        @Bean
        HttpClientCustomizer clearTextHttp2() {
            return httpClient -> httpClient.protocol(HttpProtocol.H2C);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnLoops {

        @Bean
        LoopResources ownLoops() {
            return LoopResources.create("own", 1, true);
        }

        @Bean
        HttpClientCustomizer onOwnLoops(LoopResources ownLoops) {
            return httpClient -> httpClient.runOn(ownLoops);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnClient {

        @Bean
        reactor.netty.http.client.HttpClient ownHttpClient() {
            return reactor.netty.http.client.HttpClient.create();
        }
    }
}
