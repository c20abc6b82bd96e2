/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclState;
import io.github.vclspring.autoconfigure.client.VclClient;
import io.github.vclspring.autoconfigure.client.VclClientAutoConfiguration;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.autoconfigure.endpoint.VclEndpoint;
import io.github.vclspring.autoconfigure.endpoint.VclEndpointAutoConfiguration;
import io.github.vclspring.autoconfigure.health.VclHealthContributorAutoConfiguration;
import io.github.vclspring.autoconfigure.health.VclHealthIndicator;
import io.github.vclspring.autoconfigure.metrics.VclMetrics;
import io.github.vclspring.autoconfigure.metrics.VclMetricsAutoConfiguration;
import io.github.vclspring.autoconfigure.restclient.VclRestClientAutoConfiguration;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.Vcl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** All auto-configurations together, in applications that lack something or bring their own. */
class VclWiringTests {

    private static final String[] PROPERTIES = {
        "vcl.mode=loopback",
        "vcl.worker.count=2",
        "spring.reactor.netty.shutdown-quiet-period=0s",
        "management.endpoints.web.exposure.include=*"
    };

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(All.class).withPropertyValues(PROPERTIES);

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(VclApplication.current()).isEmpty();
    }

    @Test
    void allIsThatAnApplicationImports() throws IOException {
        String imports = new ClassPathResource(
                        "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")
                .getContentAsString(StandardCharsets.UTF_8);
        Class<?>[] all = All.class.getAnnotation(ImportAutoConfiguration.class).value();
        assertThat(all).extracting(Class::getName).contains(VclAutoConfiguration.class.getName());
        for (Class<?> configuration : all) {
            assertThat(imports).contains(configuration.getName());
        }
    }

    @Test
    void everythingIsThere() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(VclLoopResources.class)
                .hasSingleBean(VclStatus.class)
                .hasSingleBean(VclHealthIndicator.class)
                .hasSingleBean(VclMetrics.class)
                .hasSingleBean(VclEndpoint.class));
    }

    @Test
    void theClassPathHasNoLibraryOfAClient() {
        runner.run(context -> assertThat(context.getBean(VclClientReport.class).clients())
                .filteredOn(client -> Set.of("gateway", "grpc-server", "grpc-client", "r2dbc", "mongodb", "lettuce")
                        .contains(client.name()))
                .hasSize(6)
                .extracting(VclClient::reason)
                .containsOnly("its library is not on the class path"));
    }

    @Test
    void withoutActuatorTheLoopsAreThere() {
        runner.withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health",
                        "org.springframework.boot.micrometer"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(VclLoopResources.class)
                        .hasSingleBean(VclMetrics.class)
                        .doesNotHaveBean("vclEndpoint")
                        .doesNotHaveBean("vclHealthIndicator"));
    }

    @Test
    void withoutMicrometerTheRestIsThere() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.micrometer"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(VclLoopResources.class)
                        .hasSingleBean(VclHealthIndicator.class)
                        .hasSingleBean(VclEndpoint.class)
                        .doesNotHaveBean("vclMetrics"));
    }

    @Test
    void withoutAWebFluxServerTheClientsHaveTheLoops() {
        runner.withClassLoader(new FilteredClassLoader(
                        "org.springframework.web.reactive.DispatcherHandler", "org.springframework.boot.webflux"))
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(VclHealthIndicator.class);
                    assertThat(context.getBean(ReactorResourceFactory.class).getLoopResources())
                            .isSameAs(context.getBean(VclLoopResources.class));
                });
    }

    @Test
    void besideAServletServerTheClientsHaveTheLoops() {
        new WebApplicationContextRunner()
                .withUserConfiguration(All.class)
                .withPropertyValues(PROPERTIES)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(VclHealthIndicator.class);
                    assertThat(context.getBean(ReactorResourceFactory.class).getLoopResources())
                            .isSameAs(context.getBean(VclLoopResources.class));
                    assertThat(context.getBean(VclStatus.class).state()).isEqualTo(VclStatus.State.ATTACHED);
                });
    }

    @Test
    void inAReactiveServerAllIsThere() {
        new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(All.class)
                .withPropertyValues(PROPERTIES)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(VclEndpoint.class));
    }

    @Test
    void aFactoryOfTheUsersOwnThatDoesWithoutIsSeenAsUnused() {
        runner.withBean("own", ReactorResourceFactory.class).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(ReactorResourceFactory.class);
            assertThat(context.getBean(VclStatus.class).state()).isEqualTo(VclStatus.State.UNUSED);
            assertThat(context.getBean(VclEndpoint.class).vcl()).containsEntry("state", VclStatus.State.UNUSED);
            assertThat(VclApplication.current()).as("nobody has attached").isEmpty();
        });
    }

    @Test
    void aFactoryOfTheUsersOwnThatUsesTheLoopsIsSeenAsAttached() {
        runner.withUserConfiguration(OwnResources.OwnFactory.class).run(context -> {
            assertThat(context.getBean(ReactorResourceFactory.class)).isSameAs(context.getBean("ownFactory"));
            assertThat(context.getBean(VclStatus.class).state()).isEqualTo(VclStatus.State.ATTACHED);
        });
    }

    @Test
    void loopsOfTheUsersOwnAreMeasuredAndLooked() {
        runner.withUserConfiguration(OwnLoops.class).run(context -> {
            VclLoopResources loops = context.getBean(VclLoopResources.class);
            assertThat(context.getBean(ReactorResourceFactory.class).getLoopResources())
                    .isSameAs(loops);
            assertThat(context.getBean(VclHealthIndicator.class).health().getDetails())
                    .containsEntry("appName", "own");
            assertThat((java.util.List<?>) context.getBean(VclEndpoint.class).part("workers", null, null))
                    .hasSize(1);
        });
    }

    @Test
    void aCustomizerOfTheUsersOwnIsHeard() {
        runner.withBean(VclConfigCustomizer.class, () -> builder -> builder.appName("customized"))
                .run(context -> {
                    VclApplication application =
                            context.getBean(VclLoopResources.class).application();
                    assertThat(application.state()).isEqualTo(VclState.ATTACHED);
                    assertThat(application.config().appName()).isEqualTo("customized");
                    assertThat(context.getBean(VclEndpoint.class).vcl()).containsEntry("appName", "customized");
                });
    }

    /** By name: an auto-configuration whose annotations name absent classes is never loaded. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        VclAutoConfiguration.class,
        VclStatusAutoConfiguration.class,
        VclClientAutoConfiguration.class,
        VclRestClientAutoConfiguration.class,
        VclEndpointAutoConfiguration.class,
        VclHealthContributorAutoConfiguration.class,
        VclMetricsAutoConfiguration.class
    })
    static class All {}

    @Configuration(proxyBeanMethods = false)
    static class OwnLoops {

        @Bean(destroyMethod = "close")
        Holder holder() {
            VclConfig config = VclConfig.builder().workers(1).appName("own").build();
            return new Holder(VclLoopResources.create("own", config, Vcl.load(Vcl.LOOPBACK, null)));
        }

        @Bean
        VclLoopResources ownLoops(Holder holder) {
            return holder.loops();
        }

        record Holder(VclLoopResources loops) {

            void close() {
                ((LoopResources) loops)
                        .disposeLater(Duration.ZERO, Duration.ofSeconds(5))
                        .block();
            }
        }
    }
}
