/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.channel.VclTransport;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.ImportHttpServices;

/** RestClient, RestTemplate and WebClient in all three kinds of application. */
@ExtendWith(OutputCaptureExtension.class)
class RestClientTests {

    private Backend backend;

    @BeforeEach
    void start() {
        backend = new Backend();
    }

    @AfterEach
    void stop() {
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
        try (ConfigurableApplicationContext context = application.run()) {
            assertThat(restClient(context)).isEqualTo("hello over HTTP/1.1");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
            assertThat(transport(context)).isEqualTo(Transport.VCL);
        }
    }

    @Test
    void restTemplateUsesVcl() {
        try (ConfigurableApplicationContext context = Applications.servlet().run()) {
            assertThat(context.getBean(RestTemplateBuilder.class)
                            .build()
                            .getForObject(backend.url() + "/hello", String.class))
                    .startsWith("hello");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void webClientUsesVcl() {
        try (ConfigurableApplicationContext context = Applications.none().run()) {
            assertThat(webClient(context)).startsWith("hello");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void webClientIsLeftToTheKernelByItsProperty() {
        try (ConfigurableApplicationContext context = Applications.none()
                .property("vcl.client.webclient.enabled=false")
                .run()) {
            assertThat(webClient(context)).startsWith("hello");
            assertThat(restClient(context)).startsWith("hello");
            assertThat(context.getBean(Channels.class).outbound())
                    .as("RestClient's")
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void anHttpInterfaceUsesVcl(Applications application) {
        try (ConfigurableApplicationContext context = application
                .with(Interfaces.class)
                .property("spring.http.serviceclient.backend.base-url=" + backend.url())
                .run()) {
            assertThat(context.getBean(Hello.class).hello()).startsWith("hello");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
            assertThat(context.getBean(VclClientReport.class)
                            .client(KnownClient.HTTP_INTERFACES)
                            .transport())
                    .isEqualTo(Transport.VCL);
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void aDestinationOfTheKernelIsLeftToIt(Applications application) {
        try (ConfigurableApplicationContext context = application
                .property("vcl.client.kernel-destinations=" + Place.kernel())
                .run()) {
            assertThat(restClient(context)).startsWith("hello");
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.KERNEL);
        }
    }

    @Test
    void theTransportKernelIsHonoured() {
        try (ConfigurableApplicationContext context =
                Applications.servlet().property("vcl.client.transport=kernel").run()) {
            assertThat(restClient(context)).startsWith("hello");
            context.getBean(Channels.class).hasNoOutbound();
        }
    }

    @Test
    void anotherFactoryIsReported(CapturedOutput output) {
        try (ConfigurableApplicationContext context = Applications.servlet()
                .property("spring.http.clients.imperative.factory=jdk")
                .run()) {
            assertThat(restClient(context)).startsWith("hello");
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
            assertThat(output)
                    .contains("restclient uses the kernel, not VCL")
                    .contains("Set spring.http.clients.imperative.factory: reactor");
        }
    }

    @Test
    void theFactoryPropertyHoldsInAReactiveApplication() {
        try (ConfigurableApplicationContext context = Applications.reactive()
                .property("spring.http.clients.imperative.factory=jdk")
                .run()) {
            assertThat(restClient(context)).startsWith("hello");
            context.getBean(Channels.class).hasNoOutbound();
        }
    }

    @Test
    void aRefusedConnectionIsTheOneThatItsUsersKnow() throws Exception {
        String closed = "http://" + Place.kernel() + ":" + GatewayTests.closedPort();
        try (ConfigurableApplicationContext context = Applications.none().run()) {
            RestClient client = context.getBean(RestClient.Builder.class).build();
            assertThatExceptionOfType(ResourceAccessException.class)
                    .isThrownBy(() -> client.get().uri(closed).retrieve().body(String.class))
                    .withRootCauseInstanceOf(ConnectException.class);
        }
    }

    private String restClient(ConfigurableApplicationContext context) {
        return context.getBean(RestClient.Builder.class)
                .build()
                .get()
                .uri(backend.url() + "/hello")
                .retrieve()
                .body(String.class);
    }

    private String webClient(ConfigurableApplicationContext context) {
        return context.getBean(WebClient.Builder.class)
                .build()
                .get()
                .uri(backend.url() + "/hello")
                .retrieve()
                .bodyToMono(String.class)
                .block();
    }

    private static Transport transport(ConfigurableApplicationContext context) {
        return context.getBean(VclClientReport.class)
                .client(KnownClient.RESTCLIENT)
                .transport();
    }

    interface Hello {

        @GetExchange("/hello")
        String hello();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportHttpServices(group = "backend", types = Hello.class)
    static class Interfaces {}
}
