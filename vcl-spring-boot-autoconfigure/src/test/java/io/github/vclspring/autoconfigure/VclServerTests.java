/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.vclspring.application.VclApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Whole applications, whose threads tell which loops serve. */
@ExtendWith(OutputCaptureExtension.class)
class VclServerTests {

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(VclApplication.current()).isEmpty();
    }

    @Test
    void serverRunsOnTheLoops(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            assertThat(get(port(context), "/thread")).startsWith("reactor-http-vcl-");
            assertThat(output)
                    .contains("Reactor Netty serves over the embedded loopback")
                    .contains("Netty started on port");
        }
    }

    @Test
    void webClientRunsOnTheLoops() throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            int port = port(context);
            assertThat(get(port, "/outbound?port=" + port)).startsWith("reactor-http-vcl-");
        }
    }

    @Test
    void webClientCanBeLeftOnTheKernel() throws Exception {
        try (ConfigurableApplicationContext context = run("--vcl.client.transport=kernel")) {
            int port = port(context);
            assertThat(get(port, "/thread")).startsWith("reactor-http-vcl-");
            assertThat(get(port, "/outbound?port=" + port)).startsWith("kernel-http-");
        }
    }

    @Test
    void managementOnItsOwnPortStaysOnTheKernel() throws Exception {
        try (ConfigurableApplicationContext context =
                run("--management.server.port=0", "--management.endpoints.web.exposure.include=health,thread")) {
            int port = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
            assertThat(port).isNotEqualTo(port(context));
            assertThat(get(port, "/actuator/thread")).contains("reactor-http-").doesNotContain("vcl");
            assertThat(get(port, "/actuator/health")).contains("\"status\":\"UP\"");
        }
    }

    @Test
    void healthTellsOfTheLoops() throws Exception {
        try (ConfigurableApplicationContext context = run("--management.endpoint.health.show-details=always")) {
            assertThat(get(port(context), "/actuator/health"))
                    .contains(
                            "\"vcl\":{\"details\":{",
                            "\"transport\":\"loopback\"",
                            "\"thread\":\"reactor-http-vcl-1\"");
        }
    }

    @Test
    void requestInFlightIsAnsweredWhenTheContextIsClosed() throws Exception {
        CompletableFuture<HttpResponse<String>> slow;
        try (ConfigurableApplicationContext context = run("--server.shutdown=graceful")) {
            slow = HttpClient.newHttpClient()
                    .sendAsync(request(port(context), "/slow"), HttpResponse.BodyHandlers.ofString());
            context.getBean(Controller.class).arrived.get(10, TimeUnit.SECONDS);
        }
        assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("served");
    }

    @Test
    void portInUseIsToldAsSpringBootTellsIt(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = run()) {
            int port = port(context);
            assertThat(catchThrowable(() -> run("--server.port=" + port).close()))
                    .isNotNull();
            assertThat(output).contains("Web server failed to start. Port " + port + " was already in use.");
            // the failed one gave its share of the loops back, and the first still serves
            assertThat(get(port, "/thread")).startsWith("reactor-http-vcl-");
        }
    }

    @Test
    void contextThatFailsAfterItsServerReleasesTheLoops() {
        assertThat(catchThrowable(() -> run(FailsLate.class).close())).hasRootCauseMessage("on purpose");
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        return run(Application.class, arguments);
    }

    private static ConfigurableApplicationContext run(Class<?> source, String... arguments) {
        SpringApplication application = new SpringApplication(source);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setDefaultProperties(Map.of(
                "server.port",
                0,
                "vcl.mode",
                "loopback",
                "vcl.worker.count",
                2,
                "spring.reactor.netty.shutdown-quiet-period",
                "0s"));
        return application.run(arguments);
    }

    private static int port(ConfigurableApplicationContext context) {
        return ((ReactiveWebServerApplicationContext) context).getWebServer().getPort();
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request(port, path), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Controller controller(WebClient.Builder builder) {
            return new Controller(builder.build());
        }

        @Bean
        ThreadEndpoint threadEndpoint() {
            return new ThreadEndpoint();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FailsLate extends Application {

        /** Starts after the web server. */
        @Bean
        SmartLifecycle failing() {
            return new SmartLifecycle() {

                @Override
                public void start() {
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public void stop() {}

                @Override
                public boolean isRunning() {
                    return false;
                }
            };
        }
    }

    @RestController
    static class Controller {

        final CompletableFuture<Void> arrived = new CompletableFuture<>();
        private final WebClient client;

        Controller(WebClient client) {
            this.client = client;
        }

        @GetMapping("/thread")
        Mono<String> thread() {
            return Mono.fromSupplier(() -> Thread.currentThread().getName());
        }

        @GetMapping("/slow")
        Mono<String> slow() {
            arrived.complete(null);
            return Mono.just("served").delayElement(Duration.ofMillis(500));
        }

        @GetMapping("/outbound")
        Mono<String> outbound(@RequestParam int port) {
            return client.get()
                    .uri("http://127.0.0.1:{port}/thread", port)
                    .retrieve()
                    .bodyToMono(String.class)
                    .map(ignored -> Thread.currentThread().getName());
        }
    }

    @Endpoint(id = "thread")
    static class ThreadEndpoint {

        @ReadOperation
        Mono<Map<String, String>> thread() {
            return Mono.fromSupplier(
                    () -> Map.of("thread", Thread.currentThread().getName()));
        }
    }
}
