/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.autoconfigure.StubLibrary;
import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.actuate.endpoint.MetricsEndpoint;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** Every meter is documented, is there, and tells the truth. */
class VclMetricsTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    VclAutoConfiguration.class,
                    VclStatusAutoConfiguration.class,
                    VclMetricsAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues(
                    "vcl.mode=loopback", "vcl.worker.count=2", "spring.reactor.netty.shutdown-quiet-period=0s");

    @Test
    void metersAreThoseThatAreDocumentedAndNoOthers() {
        runner.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            List<Meter> meters = registry.getMeters().stream()
                    .filter(meter -> meter.getId().getName().startsWith("vcl."))
                    .toList();
            List<String> documented =
                    Arrays.stream(VclMeters.values()).map(VclMeters::getName).toList();
            assertThat(meters.stream().map(meter -> meter.getId().getName()).distinct())
                    .containsExactlyInAnyOrderElementsOf(documented);
        });
    }

    @ParameterizedTest
    @EnumSource(VclMeters.class)
    void isAsDocumented(VclMeters meter) {
        runner.run(context -> assertThat(context.getBean(MeterRegistry.class)
                        .find(meter.getName())
                        .meters())
                .isNotEmpty()
                .allSatisfy(found -> {
                    assertThat(found.getId().getDescription())
                            .isEqualTo(meter.description())
                            .isNotBlank();
                    assertThat(found.getId().getBaseUnit()).isEqualTo(meter.getBaseUnit());
                    assertThat(found.getId().getType()).isEqualTo(meter.getType());
                    assertThat(found.getId().getTags().stream()
                                    .map(tag -> tag.getKey())
                                    .sorted())
                            .containsExactlyElementsOf(Arrays.stream(meter.getKeyNames())
                                    .map(key -> key.asString())
                                    .sorted()
                                    .toList());
                    if (Arrays.asList(meter.getKeyNames()).contains(VclMeters.Tag.WORKER)) {
                        assertThat(found.getId().getTag("worker")).isIn("0", "1");
                    }
                }));
    }

    @Test
    void countsWhatAServerAndItsClientExchange() {
        served((context, server) -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            exchange(server, 10, 1000);
            await().untilAsserted(
                            () -> assertThat(sum(registry, "vcl.sessions.open")).isZero());
            assertThat(sum(registry, "vcl.sessions.accepted")).isEqualTo(10);
            assertThat(sum(registry, "vcl.data", "direction", "in")).isEqualTo(10_000);
            assertThat(sum(registry, "vcl.data", "direction", "out")).isEqualTo(10_000);
            assertThat(sum(registry, "vcl.sessions.closed")).isEqualTo(10);
            assertThat(sum(registry, "vcl.listeners")).isEqualTo(2);
            assertThat(sum(registry, "vcl.listeners.wanted")).isEqualTo(2);
            assertThat(sum(registry, "vcl.worker.events")).isGreaterThanOrEqualTo(20);
            assertThat(sum(registry, "vcl.worker.drains")).isGreaterThanOrEqualTo(sum(registry, "vcl.worker.wakeups"));
            assertThat(registry.get("vcl.worker.poll.latency")
                            .tag("worker", "0")
                            .functionTimer()
                            .count())
                    .isPositive();
            assertThat(sum(registry, "vcl.worker.idle.time")).isPositive();
            assertThat(registry.get("vcl.state")
                            .tag("state", "ATTACHED")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(sum(registry, "vcl.state")).as("one state at a time").isEqualTo(1);
        });
    }

    @Test
    void tellsHowManyWorkersAreUnwell() {
        runner.withPropertyValues("vcl.worker.stall-threshold=0s").run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(sum(registry, "vcl.workers", "condition", "attached")).isEqualTo(2);
            context.getBean(VclLoopResources.class)
                    .application()
                    .workers()
                    .get(1)
                    .markStalled(true);
            assertThat(sum(registry, "vcl.workers", "condition", "attached")).isEqualTo(1);
            assertThat(sum(registry, "vcl.workers", "condition", "stalled")).isEqualTo(1);
            assertThat(sum(registry, "vcl.workers")).as("one condition each").isEqualTo(2);
        });
    }

    @Test
    void actuatorSumsUpTheWorkers() {
        served((context, server) -> {
            exchange(server, 4, 10);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            MetricsEndpoint endpoint = new MetricsEndpoint(registry);
            await().untilAsserted(() ->
                    assertThat(sum(registry, "vcl.sessions.accepted")).isEqualTo(4));
            assertThat(registry.get("vcl.sessions.accepted")
                            .tag("worker", "0")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            assertThat(endpoint.metric("vcl.sessions.accepted", List.of())
                            .getMeasurements()
                            .get(0)
                            .getValue())
                    .isEqualTo(4);
        });
    }

    @Test
    void onlyTheStateIsThereWhenVclIsDisabled() {
        runner.withPropertyValues("vcl.enabled=false").run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.get("vcl.state")
                            .tag("state", VclStatus.State.DISABLED.name())
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.find("vcl.sessions.open").meters()).isEmpty();
        });
    }

    @Test
    void saysThatTheKernelStandsIn() {
        runner.withBean(VppcomLibrary.class, () -> new StubLibrary(true))
                .withPropertyValues("vcl.app-socket-api=/nowhere/socket", "vcl.attach.on-failure=fallback")
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(registry.get("vcl.state")
                                    .tag("state", "FALLBACK")
                                    .gauge()
                                    .value())
                            .isEqualTo(1);
                    assertThat(sum(registry, "vcl.sessions.open")).isZero();
                });
    }

    @Test
    void backsOffWithoutMicrometer() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(VclLoopResources.class)
                        .doesNotHaveBean("vclMetrics"));
    }

    @Test
    void backsOffForAUsersOwnBinder() {
        runner.withBean(
                        "own",
                        VclMetrics.class,
                        () -> new VclMetrics(new VclStatus(java.util.Optional::empty, null, true), 0))
                .run(context ->
                        assertThat(context).hasSingleBean(VclMetrics.class).hasBean("own"));
    }

    private interface Served {
        void accept(AssertableApplicationContext context, DisposableServer server) throws Throwable;
    }

    private void served(Served test) {
        ContextConsumer<AssertableApplicationContext> consumer = context -> {
            DisposableServer server = TcpServer.create()
                    .runOn(context.getBean(VclLoopResources.class))
                    .host("127.0.0.1")
                    .port(0)
                    .handle((in, out) -> out.send(in.receive().retain()))
                    .bindNow();
            try {
                test.accept(context, server);
            } finally {
                server.disposeNow(Duration.ofSeconds(5));
            }
        };
        runner.run(consumer);
    }

    /** By a client over the kernel. */
    private static void exchange(DisposableServer server, int connections, int bytes) {
        for (int i = 0; i < connections; i++) {
            Connection connection =
                    TcpClient.create().port(server.port()).host("127.0.0.1").connectNow();
            connection
                    .outbound()
                    .sendByteArray(reactor.core.publisher.Mono.just(new byte[bytes]))
                    .then()
                    .subscribe();
            int received = connection
                    .inbound()
                    .receive()
                    .asByteArray()
                    .map(part -> part.length)
                    .scan(0, Integer::sum)
                    .filter(total -> total == bytes)
                    .blockFirst(Duration.ofSeconds(10));
            assertThat(received).isEqualTo(bytes);
            connection.disposeNow();
        }
    }

    private static double sum(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).meters().stream()
                .flatMap(meter ->
                        java.util.stream.StreamSupport.stream(meter.measure().spliterator(), false))
                .mapToDouble(measurement -> measurement.getValue())
                .sum();
    }
}
