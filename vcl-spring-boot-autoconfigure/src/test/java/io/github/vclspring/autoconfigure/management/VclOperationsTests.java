/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclWorker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;

/** A server with Actuator, over the loopback, and a client over the kernel. */
class VclOperationsTests {

    @Test
    void aManagementPortOfItsOwnIsTheKernels() throws Exception {
        try (ConfigurableApplicationContext context = start("management.server.port=0")) {
            long before = accepted();
            assertThat(get(managementPort(context), "/actuator/health")).contains("ATTACHED");
            assertThat(accepted()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vcl", " VCL "})
    void aManagementPortOfItsOwnCanBeMovedToVcl(String transport) throws Exception {
        try (ConfigurableApplicationContext context =
                start("management.server.port=0", "vcl.management.transport=" + transport)) {
            long before = accepted();
            assertThat(get(managementPort(context), "/actuator/health")).contains("ATTACHED");
            assertThat(accepted()).isEqualTo(before + 1);
            assertThat(listeners()).as("two servers on two workers").isEqualTo(4);
        }
    }

    @Test
    void requestsHaveNoTagUnlessItIsAskedFor() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            get(port(context), "/hello");
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            await().ignoreException(MeterNotFoundException.class)
                    .untilAsserted(() -> assertThat(registry.get("http.server.requests")
                                    .tag("uri", "/hello")
                                    .timer()
                                    .getId()
                                    .getTag("transport"))
                            .isNull());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "yes"})
    void requestsAreTaggedWithTheStackThatCarriedThem(String tags) throws Exception {
        try (ConfigurableApplicationContext context =
                start("vcl.metrics.request-tags=" + tags, "management.server.port=0")) {
            get(port(context), "/hello");
            get(managementPort(context), "/actuator/health");
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            await().ignoreException(MeterNotFoundException.class).untilAsserted(() -> {
                assertThat(registry.get("http.server.requests")
                                .tag("uri", "/hello")
                                .tag("transport", "vcl")
                                .timer()
                                .getId()
                                .getTag("worker"))
                        .isIn("0", "1");
                assertThat(registry.get("http.server.requests")
                                .tag("uri", "/actuator/health")
                                .tag("transport", "kernel")
                                .timer()
                                .getId()
                                .getTag("worker"))
                        .isEqualTo("none");
            });
        }
    }

    @Test
    void theEndpointIsReadOverHttp() throws Exception {
        try (ConfigurableApplicationContext context = start("management.endpoints.web.exposure.include=vcl")) {
            assertThat(get(port(context), "/actuator/vcl"))
                    .contains("\"state\":\"ATTACHED\"", "\"vcl.rx-fifo-size\":{\"value\":\"1048576\"")
                    .contains("\"origin\":\"DEFAULT\"");
            assertThat(get(port(context), "/actuator/vcl/diagnosis"))
                    .contains("{\"name\":\"workers\",\"result\":\"OK\"");
            assertThat(get(port(context), "/actuator/vcl/sessions?offset=0&limit=1"))
                    .contains("\"totalSessions\":", "\"kind\":\"OPEN\"");
            assertThat(status(port(context), "/actuator/vcl/nothing")).isEqualTo(404);
            assertThat(status(port(context), "/actuator/vcl/sessions?limit=1001"))
                    .isEqualTo(400);
        }
    }

    @Test
    void noEndpointShowsTheSecret() throws Exception {
        try (ConfigurableApplicationContext context = start(
                "management.endpoints.web.exposure.include=configprops,env,vcl",
                "management.endpoint.configprops.show-values=always",
                "management.endpoint.env.show-values=always",
                "vcl.namespace-id=blue",
                "vcl.namespace-secret=123454321")) {
            int port = port(context);
            for (String path : List.of("configprops", "env", "env/vcl.namespace-secret", "vcl")) {
                assertThat(get(port, "/actuator/" + path)).as(path).doesNotContain("123454321");
            }
            assertThat(get(port, "/actuator/configprops")).contains("\"namespaceId\":\"blue\"");
            assertThat(get(port, "/actuator/env"))
                    .contains(
                            "\"vcl.namespace-id\":{\"value\":\"blue\"",
                            "\"vcl.namespace-secret\":{\"value\":\"******\"");
        }
    }

    @Test
    void aPageThatIsTooLargeIsRefusedWithTheReason() throws Exception {
        try (ConfigurableApplicationContext context =
                start("management.endpoints.web.exposure.include=vcl", "spring.web.error.include-message=always")) {
            assertThat(get(port(context), "/actuator/vcl/sessions?limit=1001"))
                    .contains("\"message\":\"limit is 1001 and must be 1 to 1000\"");
        }
    }

    @Test
    void reactorNettysOwnMetricsGoOnWorking() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        try (ConfigurableApplicationContext context = start()) {
            String answer = get(port(context), "/call?port=" + port(context));
            assertThat(answer).isEqualTo("hello");
            await().untilAsserted(() -> {
                assertThat(registry.find("reactor.netty.http.server.connections.total")
                                .gauges())
                        .isNotEmpty();
                assertThat(registry.find("reactor.netty.http.server.data.sent.time")
                                .timers())
                        .isNotEmpty();
                assertThat(registry.find("reactor.netty.http.client.response.time")
                                .timers())
                        .isNotEmpty();
                assertThat(registry.find("reactor.netty.connection.provider.total.connections")
                                .gauges())
                        .isNotEmpty();
                assertThat(registry.find("reactor.netty.eventloop.pending.tasks")
                                .gauges())
                        .anyMatch(gauge ->
                                String.valueOf(gauge.getId().getTag("name")).startsWith("reactor-http-vcl-"));
            });
        } finally {
            Metrics.removeRegistry(registry);
        }
    }

    private static ConfigurableApplicationContext start(String... properties) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.REACTIVE)
                .properties(
                        "vcl.mode=loopback",
                        "vcl.worker.count=2",
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "management.endpoint.health.show-details=always",
                        "spring.reactor.netty.shutdown-quiet-period=0s");
        return application.properties(properties).run();
    }

    private String get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(request(port, path), BodyHandlers.ofString())
                .body();
    }

    private int status(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(request(port, path), BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", int.class);
    }

    private static int managementPort(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.management.port", int.class);
    }

    private static long accepted() {
        return VclApplication.current().orElseThrow().workers().stream()
                .map(VclWorker::stats)
                .mapToLong(stats -> stats.accepted)
                .sum();
    }

    private static long listeners() {
        return VclApplication.current().orElseThrow().workers().stream()
                .map(VclWorker::stats)
                .mapToLong(stats -> stats.listeners)
                .sum();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {

        private final ReactorResourceFactory resources;

        Application(ReactorResourceFactory resources) {
            this.resources = resources;
        }

        @GetMapping("/hello")
        Mono<String> hello() {
            return Mono.just("hello");
        }

        /** By a client with metrics, on the server's event loops. */
        @GetMapping("/call")
        Mono<String> call(@RequestParam int port) {
            reactor.netty.http.client.HttpClient http = reactor.netty.http.client.HttpClient.create(
                            ConnectionProvider.builder("metered").metrics(true).build())
                    .runOn(resources.getLoopResources())
                    .metrics(true, uri -> uri);
            return WebClient.builder()
                    .clientConnector(new ReactorClientHttpConnector(http))
                    .build()
                    .get()
                    .uri("http://127.0.0.1:" + port + "/hello")
                    .retrieve()
                    .bodyToMono(String.class);
        }

        @Bean
        NettyServerCustomizer metered() {
            return server -> server.metrics(true, uri -> uri);
        }
    }
}
