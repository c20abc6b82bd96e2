/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclWorker;
import io.github.vclspring.autoconfigure.StubLibrary;
import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

class VclHealthContributorAutoConfigurationTests {

    private final StubLibrary library = new StubLibrary(false);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    VclAutoConfiguration.class,
                    VclStatusAutoConfiguration.class,
                    VclHealthContributorAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class))
            .withBean(VppcomLibrary.class, () -> library)
            .withPropertyValues(
                    "vcl.app-name=orders", "vcl.worker.count=2", "spring.reactor.netty.shutdown-quiet-period=0s");

    @Test
    void isUpWhileAllWorkersAreAttached() {
        runner.run(context -> {
            Health health = health(context.getBean(VclHealthIndicator.class));
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().keySet())
                    .containsExactly(
                            "state",
                            "since",
                            "transport",
                            "library",
                            "release",
                            "appName",
                            "reattachments",
                            "listeners",
                            "workers");
            assertThat(health.getDetails())
                    .containsEntry("transport", "loopback")
                    .containsEntry("library", "/opt/vpp/libvppcom.so.26.06")
                    .containsEntry("release", "26.06")
                    .containsEntry("appName", "orders")
                    .containsEntry("reattachments", 0L);
            assertThat(health.getDetails().get("state")).hasToString("ATTACHED");
            assertThat((Instant) health.getDetails().get("since")).isBeforeOrEqualTo(Instant.now());
            assertThat(workers(health)).hasSize(2).allSatisfy(worker -> {
                assertThat(worker.keySet()).containsExactly("index", "thread", "state", "sessions", "lastTurnAge");
                assertThat(worker)
                        .containsEntry("state", VclWorker.Condition.ATTACHED)
                        .containsEntry("sessions", 0L);
                assertThat((String) worker.get("thread")).startsWith("reactor-http-vcl-");
                assertThat((String) worker.get("lastTurnAge")).matches("\\d{1,6}ms");
            });
        });
    }

    @Test
    void isDownWhileVppIsGoneAndUpWhenItIsBack() {
        runner.run(context -> {
            VclHealthIndicator indicator = context.getBean(VclHealthIndicator.class);
            library.kill();
            await().until(() -> "DETACHED".equals(state(indicator)));
            assertThat(health(indicator).getStatus()).isEqualTo(Status.DOWN);
            // the state is so as soon as the first worker has noticed
            await().untilAsserted(() -> assertThat(workers(health(indicator)))
                    .allSatisfy(worker -> assertThat(worker).containsEntry("state", VclWorker.Condition.DETACHED)));
            library.revive();
            await().until(() -> "ATTACHED".equals(state(indicator)));
            Health health = health(indicator);
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("reattachments", 1L);
        });
    }

    @Test
    void isDownWhenAnEventLoopHasEnded() {
        runner.run(context -> {
            VclHealthIndicator indicator = context.getBean(VclHealthIndicator.class);
            context.getBean(ReactorResourceFactory.class)
                    .getLoopResources()
                    .onServer(true)
                    .next()
                    .shutdownGracefully(0, 5, TimeUnit.SECONDS);
            await().untilAsserted(
                            () -> assertThat(health(indicator).getStatus()).isEqualTo(Status.DOWN));
            assertThat(workers(health(indicator)))
                    .anySatisfy(worker -> assertThat(worker).containsEntry("state", VclWorker.Condition.STOPPED));
        });
    }

    @Test
    void isRegisteredAsVcl() {
        runner.run(context -> assertThat(
                        context.getBean(HealthContributorRegistry.class).getContributor("vcl"))
                .isInstanceOf(VclHealthIndicator.class));
    }

    @Test
    void isUnknownWhereNothingRunsOnVcl() {
        runner.withBean(ReactorResourceFactory.class).run(context -> {
            Health health = health(context.getBean(VclHealthIndicator.class));
            assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
        });
    }

    @Test
    void canBeSwitchedOff() {
        runner.withPropertyValues("management.health.vcl.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VclHealthIndicator.class));
    }

    @Test
    void backsOffForAUsersOwnIndicator() {
        HealthIndicator own = () -> Health.up().build();
        runner.withBean("vclHealthIndicator", HealthIndicator.class, () -> own)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VclHealthIndicator.class));
    }

    @Test
    void isUpAndSaysSoWhenVclIsDisabled() {
        runner.withPropertyValues("vcl.enabled=false").run(context -> {
            Health health = health(context.getBean(VclHealthIndicator.class));
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("state", VclStatus.State.DISABLED)
                    .containsEntry("transport", "kernel");
        });
    }

    @Test
    void isDownWhileAWorkerIsStalled() {
        runner.run(context -> {
            VclHealthIndicator indicator = context.getBean(VclHealthIndicator.class);
            VclWorker worker = context.getBean(VclLoopResources.class)
                    .application()
                    .workers()
                    .get(1);
            worker.markStalled(true);
            Health health = health(indicator);
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(workers(health).get(1)).containsEntry("state", VclWorker.Condition.STALLED);
            worker.markStalled(false);
            assertThat(health(indicator).getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void isOutOfServiceWhileVppLacksAListener() {
        runner.run(context -> {
            VclHealthIndicator indicator = context.getBean(VclHealthIndicator.class);
            List<VclWorker> workers =
                    context.getBean(VclLoopResources.class).application().workers();
            workers.forEach(worker -> worker.stats().wantedListeners = 1);
            workers.get(0).stats().listeners = 1;
            Health health = health(indicator);
            assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            assertThat(health.getDetails())
                    .containsEntry("state", VclStatus.State.ATTACHED)
                    .containsEntry("reason", "VPP lacks 1 of 2 listeners");
            workers.get(1).stats().listeners = 1;
            assertThat(health(indicator).getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void isUpAndSaysWhyWhenTheKernelStandsIn() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        VclAutoConfiguration.class,
                        VclStatusAutoConfiguration.class,
                        VclHealthContributorAutoConfiguration.class))
                .withBean(VppcomLibrary.class, () -> new StubLibrary(true))
                .withPropertyValues(
                        "vcl.app-socket-api=/nowhere/socket", "vcl.attach.on-failure=fallback", "vcl.worker.count=1")
                .run(context -> {
                    Health health = health(context.getBean(VclHealthIndicator.class));
                    assertThat(health.getStatus()).isEqualTo(Status.UP);
                    assertThat(health.getDetails())
                            .containsEntry("state", VclStatus.State.FALLBACK)
                            .containsEntry("transport", "kernel");
                    assertThat((String) health.getDetails().get("reason")).contains("/nowhere");
                });
    }

    @Test
    void callsNothingNative() {
        runner.run(context -> {
            VclHealthIndicator indicator = context.getBean(VclHealthIndicator.class);
            long before = library.calls();
            for (int i = 0; i < 100; i++) {
                health(indicator);
            }
            assertThat(library.callsBy(Thread.currentThread())).isZero();
            assertThat(before).isPositive();
        });
    }

    @Test
    void isAMemberOfTheReadinessGroupWhereItIsIncluded() {
        runner.withConfiguration(AutoConfigurations.of(HealthEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "management.endpoint.health.group.readiness.include=vcl",
                        "management.endpoint.health.group.readiness.show-details=always")
                .run(context -> {
                    HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
                    assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(Status.UP);
                    library.kill();
                    await().until(() -> Status.DOWN.equals(
                            endpoint.healthForPath("readiness").getStatus()));
                    library.revive();
                    await().until(() ->
                            Status.UP.equals(endpoint.healthForPath("readiness").getStatus()));
                });
    }

    @Test
    void backsOffWithoutActuator() {
        new ApplicationContextRunner()
                .withUserConfiguration(ImportsAsAnApplicationDoes.class)
                .withBean(VppcomLibrary.class, () -> library)
                .withPropertyValues("vcl.worker.count=1", "spring.reactor.netty.shutdown-quiet-period=0s")
                .withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.health", "org.springframework.boot.actuate"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(VclLoopResources.class)
                        .doesNotHaveBean("vclHealthIndicator"));
    }

    private static Health health(VclHealthIndicator indicator) {
        return indicator.health();
    }

    private static String state(VclHealthIndicator indicator) {
        return health(indicator).getDetails().get("state").toString();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> workers(Health health) {
        return (List<Map<String, Object>>) health.getDetails().get("workers");
    }

    /** By name: an auto-configuration whose annotations name absent classes is never loaded. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        VclAutoConfiguration.class,
        VclStatusAutoConfiguration.class,
        VclHealthContributorAutoConfiguration.class
    })
    static class ImportsAsAnApplicationDoes {}
}
