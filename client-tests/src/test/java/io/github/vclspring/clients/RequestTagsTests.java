/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.ClientRequestObservationConvention;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** The tags of {@code http.client.requests} that say which stack carried a request. */
class RequestTagsTests {

    private static final String METER = "http.client.requests";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
                Named.of("none", tagged(Applications.none())),
                Named.of("servlet", tagged(Applications.servlet())),
                Named.of("reactive", tagged(Applications.reactive())));
    }

    @ParameterizedTest
    @MethodSource("applications")
    void requestsOfRestClientAreTagged(Applications application) {
        try (ConfigurableApplicationContext context = application.run()) {
            restClient(context);
            assertThat(tag(context, "transport")).isEqualTo("vcl");
            assertThat(tag(context, "worker")).isIn("0", "1");
        }
    }

    @ParameterizedTest
    @MethodSource("applications")
    void requestsOfWebClientAreTagged(Applications application) {
        try (ConfigurableApplicationContext context = application.run()) {
            webClient(context).block();
            assertThat(tag(context, "transport")).isEqualTo("vcl");
            assertThat(tag(context, "worker")).isIn("0", "1");
        }
    }

    @Test
    void requestsOfRestTemplateAreTagged() {
        try (ConfigurableApplicationContext context =
                tagged(Applications.servlet()).run()) {
            context.getBean(RestTemplateBuilder.class).build().getForObject(backend.url() + "/hello", String.class);
            assertThat(tag(context, "transport")).isEqualTo("vcl");
        }
    }

    @Test
    void eachSubscriptionToOneExchangeIsTagged() {
        try (ConfigurableApplicationContext context =
                tagged(Applications.none()).run()) {
            webClient(context).repeat(99).blockLast();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> meters(context).mapToLong(Timer::count).sum() == 100);
            assertThat(meters(context))
                    .allSatisfy(timer ->
                            assertThat(timer.getId().getTag("transport")).isEqualTo("vcl"));
        }
    }

    @Test
    void aDestinationOfTheKernelIsTaggedSo() {
        try (ConfigurableApplicationContext context = tagged(Applications.none())
                .property("vcl.client.kernel-destinations=" + Place.kernel())
                .run()) {
            restClient(context);
            webClient(context).block();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> meters(context).mapToLong(Timer::count).sum() == 2);
            assertThat(meters(context)).allSatisfy(timer -> {
                assertThat(timer.getId().getTag("transport")).isEqualTo("kernel");
                assertThat(timer.getId().getTag("worker")).isEqualTo("none");
            });
        }
    }

    @Test
    void aRequestWithoutAConnectionIsTaggedSo() throws Exception {
        String closed = "http://" + Place.kernel() + ":" + GatewayTests.closedPort();
        try (ConfigurableApplicationContext context =
                tagged(Applications.none()).run()) {
            RestClient client = context.getBean(RestClient.Builder.class).build();
            assertThatExceptionOfType(ResourceAccessException.class)
                    .isThrownBy(() -> client.get().uri(closed).retrieve().body(String.class));
            assertThat(tag(context, "transport")).isEqualTo("none");
            assertThat(tag(context, "worker")).isEqualTo("none");
        }
    }

    @Test
    void aFactoryThatIsNotReactorNettysIsTaggedSo() {
        try (ConfigurableApplicationContext context = tagged(Applications.servlet())
                .property("spring.http.clients.imperative.factory=jdk")
                .run()) {
            restClient(context);
            assertThat(tag(context, "transport")).isEqualTo("none");
        }
    }

    @Test
    void aConventionOfTheUsersOwnStays() {
        try (ConfigurableApplicationContext context =
                tagged(Applications.none()).with(OwnConvention.class).run()) {
            restClient(context);
            assertThat(tag(context, "own")).isEqualTo("yes");
            assertThat(tag(context, "transport")).isEqualTo("vcl");
            assertThat(tag(context, "worker"))
                    .as("a tag that the convention has, too")
                    .isEqualTo("mine");
        }
    }

    @Test
    void requestsHaveNoTagUnlessItIsAskedFor() {
        try (ConfigurableApplicationContext context = Applications.none().run()) {
            restClient(context);
            webClient(context).block();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> meters(context).mapToLong(Timer::count).sum() == 2);
            assertThat(meters(context))
                    .allSatisfy(timer ->
                            assertThat(timer.getId().getTag("transport")).isNull());
            assertThat(context.getBeanFactory().getBeanDefinitionNames())
                    .doesNotContain(
                            "vclClientRequestTagsFilter",
                            "vclRestClientObservationHandler",
                            "vclRestClientConnections",
                            "vclWebClientObservationHandler");
        }
    }

    private static Applications tagged(Applications application) {
        return application.property("vcl.metrics.request-tags=true");
    }

    private void restClient(ConfigurableApplicationContext context) {
        String body = context.getBean(RestClient.Builder.class)
                .build()
                .get()
                .uri(backend.url() + "/hello")
                .retrieve()
                .body(String.class);
        assertThat(body).startsWith("hello");
    }

    private Mono<String> webClient(ConfigurableApplicationContext context) {
        return context.getBean(WebClient.Builder.class)
                .build()
                .get()
                .uri(backend.url() + "/hello")
                .retrieve()
                .bodyToMono(String.class);
    }

    /** Of the one meter, which a request may update after it was answered. */
    private static String tag(ConfigurableApplicationContext context, String name) {
        Awaitility.await().atMost(PATIENCE).until(() -> meters(context).count() == 1);
        return meters(context).findFirst().orElseThrow().getId().getTag(name);
    }

    private static Stream<Timer> meters(ConfigurableApplicationContext context) {
        return context.getBean(MeterRegistry.class).find(METER).timers().stream();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnConvention {

        @Bean
        ClientRequestObservationConvention ownConvention() {
            return new DefaultClientRequestObservationConvention() {
                @Override
                public KeyValues getLowCardinalityKeyValues(ClientRequestObservationContext context) {
                    return super.getLowCardinalityKeyValues(context).and("own", "yes", "worker", "mine");
                }
            };
        }
    }
}
