/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.channel.VclTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.restclient.autoconfigure.RestClientSsl;
import org.springframework.boot.webclient.autoconfigure.WebClientSsl;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** Clients of a server with TLS whose certificate only an SSL bundle trusts. */
class TlsTests {

    private static final String BUNDLE = "spring.ssl.bundle.jks.backend.truststore.";
    private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes[0].";

    private static Path keyStore;
    private static Backend backend;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        keyStore = KeyStores.create(directory);
        backend = Backend.secure(KeyStores.keys(keyStore));
    }

    @AfterAll
    static void stop() {
        backend.close();
    }

    private static Stream<Named<Applications>> applications() {
        return Stream.of(
                Named.of("none", Applications.none()),
                Named.of("servlet", Applications.servlet()),
                Named.of("reactive", Applications.reactive()));
    }

    @ParameterizedTest
    @MethodSource("applications")
    void restClientUsesVcl(Applications application) {
        try (ConfigurableApplicationContext context = bundle(application).run()) {
            RestClient client = context.getBean(RestClient.Builder.class)
                    .apply(context.getBean(RestClientSsl.class).fromBundle("backend"))
                    .build();
            assertThat(hello(client)).isEqualTo("hello over HTTP/1.1");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void webClientUsesVcl(Applications application) {
        try (ConfigurableApplicationContext context = bundle(application).run()) {
            WebClient client = context.getBean(WebClient.Builder.class)
                    .apply(context.getBean(WebClientSsl.class).fromBundle("backend"))
                    .build();
            assertThat(hello(client)).isEqualTo("hello over HTTP/1.1");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void theBundleOfAllClientsIsHonoured() {
        try (ConfigurableApplicationContext context = bundle(Applications.servlet())
                .property("spring.http.clients.ssl.bundle=backend")
                .run()) {
            assertThat(hello(context.getBean(RestClient.Builder.class).build())).startsWith("hello");
            assertThat(hello(context.getBean(WebClient.Builder.class).build())).startsWith("hello");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void withoutTheBundleTheCertificateIsRefused() {
        try (ConfigurableApplicationContext context = Applications.none().run()) {
            RestClient client = context.getBean(RestClient.Builder.class).build();
            assertThatExceptionOfType(ResourceAccessException.class)
                    .isThrownBy(() -> hello(client))
                    .withCauseInstanceOf(SSLException.class);
        }
    }

    @Test
    void aRouteUsesVcl() throws Exception {
        try (ConfigurableApplicationContext context = bundle(gateway())
                .property("spring.cloud.gateway.server.webflux.httpclient.ssl.ssl-bundle=backend")
                .run()) {
            assertThat(get(context).body()).isEqualTo("hello over HTTP/1.1");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void withoutTheBundleARouteIsRefused() throws Exception {
        try (ConfigurableApplicationContext context = gateway().run()) {
            assertThat(get(context).statusCode()).isEqualTo(500);
        }
    }

    private static Applications bundle(Applications application) {
        return application
                .property(BUNDLE + "location=" + keyStore.toUri())
                .property(BUNDLE + "type=PKCS12")
                .property(BUNDLE + "password=" + KeyStores.PASSWORD);
    }

    private static Applications gateway() {
        return Applications.reactive()
                .using("gateway.config")
                .property(ROUTES + "id=backend")
                .property(ROUTES + "uri=" + backend.url())
                .property(ROUTES + "predicates[0]=Path=/**");
    }

    private static String hello(RestClient client) {
        return client.get().uri(backend.url() + "/hello").retrieve().body(String.class);
    }

    private static String hello(WebClient client) {
        return client.get()
                .uri(backend.url() + "/hello")
                .retrieve()
                .bodyToMono(String.class)
                .block();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext context) throws Exception {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + Place.vcl() + ":" + port + "/hello"))
                                .timeout(Duration.ofMinutes(1))
                                .build(),
                        BodyHandlers.ofString());
    }
}
