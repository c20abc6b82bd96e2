/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclState;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.ReactorNettyProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

@ExtendWith(OutputCaptureExtension.class)
class VclAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ReactiveHttpClientAutoConfiguration.class,
                    HttpClientAutoConfiguration.class,
                    VclAutoConfiguration.class))
            .withPropertyValues(
                    "vcl.mode=loopback", "vcl.worker.count=2", "spring.reactor.netty.shutdown-quiet-period=0s");

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(VclApplication.current()).isEmpty();
    }

    @Test
    void givesReactorNettyItsLoops() {
        runner.run(context -> {
            VclLoopResources loops = context.getBean(VclLoopResources.class);
            ReactorResourceFactory factory = context.getBean(ReactorResourceFactory.class);
            assertThat(factory.isUseGlobalResources()).isFalse();
            assertThat(factory.getLoopResources()).isSameAs(loops);
            assertThat(loops.application().state()).isEqualTo(VclState.ATTACHED);
            assertThat(loops.application().workers()).hasSize(2);
            assertThat(loops.application().library()).isSameAs(context.getBean(VppcomLibrary.class));
        });
    }

    @Test
    void leavesTheGlobalResourcesAlone() {
        LoopResources before = HttpResources.get();
        runner.run(context -> assertThat(HttpResources.get()).isSameAs(before));
        assertThat(HttpResources.get()).isSameAs(before);
        assertThat(((HttpResources) before).isDisposed()).isFalse();
    }

    @Test
    void destroysTheApplicationWhenTheContextIsClosed() {
        runner.run(context -> {
            VclApplication application = context.getBean(VclLoopResources.class).application();
            context.close();
            assertThat(application.state()).isEqualTo(VclState.CLOSED);
        });
    }

    @Test
    void destroysTheApplicationWhenTheContextFailsHalfWay() {
        runner.withUserConfiguration(FailsAfterTheLoops.class)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessage("on purpose"));
    }

    @Test
    void survivesStopAndStartOfTheContext() {
        runner.run(context -> {
            context.getSourceApplicationContext().stop();
            assertThat(context.getBean(VclLoopResources.class).application().state())
                    .isEqualTo(VclState.ATTACHED);
            context.getSourceApplicationContext().start();
            assertThat(context.getBean(ReactorResourceFactory.class).getLoopResources())
                    .isSameAs(context.getBean(VclLoopResources.class));
        });
    }

    @Test
    void contextCanBeOpenedAgain() {
        for (int i = 0; i < 3; i++) {
            runner.run(context -> assertThat(context).hasSingleBean(VclLoopResources.class));
        }
    }

    @Test
    void backsOffWhenDisabled() {
        runner.withPropertyValues("vcl.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(VclConfig.class)
                        .doesNotHaveBean(VclLoopResources.class));
    }

    @Test
    void backsOffWithoutReactorNetty() {
        runner.withClassLoader(new FilteredClassLoader("reactor.netty"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VclConfig.class));
    }

    @Test
    void backsOffWithoutSpringBootsReactorNettyModule() {
        runner.withClassLoader(new FilteredClassLoader(ReactorNettyProperties.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VclConfig.class));
    }

    @Test
    void worksWithoutSpringBootsHttpClientModule() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(VclAutoConfiguration.class))
                .withPropertyValues(
                        "vcl.mode=loopback",
                        "vcl.worker.count=2",
                        "vcl.client.transport=kernel",
                        "spring.reactor.netty.shutdown-quiet-period=0s")
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(VclLoopResources.class));
    }

    @Test
    void backsOffForAUsersOwnReactorResourceFactory() {
        // no VPP is here: the context would fail if it were asked for
        runner.withPropertyValues("vcl.mode=vpp", "vcl.library-path=/nowhere")
                .withBean("own", ReactorResourceFactory.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(ReactorResourceFactory.class);
                    assertThat(VclApplication.current()).isEmpty();
                });
    }

    @Test
    void usersOwnReactorResourceFactoryCanUseTheLoops() {
        runner.withUserConfiguration(OwnReactorResourceFactory.class).run(context -> {
            assertThat(context).hasSingleBean(ReactorResourceFactory.class);
            assertThat(context.getBean(ReactorResourceFactory.class).getLoopResources())
                    .isSameAs(context.getBean(VclLoopResources.class));
        });
    }

    @Test
    void backsOffForAUsersOwnVclLoopResources() {
        runner.withUserConfiguration(OwnLoopResources.class).run(context -> {
            assertThat(context).hasSingleBean(VclLoopResources.class);
            assertThat(context.getBean(ReactorResourceFactory.class).getLoopResources())
                    .isSameAs(context.getBean("ownLoops"));
            assertThat(context.getBean(VclLoopResources.class)
                            .application()
                            .config()
                            .appName())
                    .isEqualTo("own-loops");
        });
    }

    @Test
    void backsOffForAUsersOwnVclConfig() {
        VclConfig own = VclConfig.builder().workers(1).appName("own-config").build();
        runner.withBean(VclConfig.class, () -> own).run(context -> {
            assertThat(context.getBean(VclConfig.class)).isSameAs(own);
            assertThat(context.getBean(VclLoopResources.class).application().config())
                    .isSameAs(own);
        });
    }

    @Test
    void backsOffForAUsersOwnLibrary() {
        VppcomLibrary own = Vcl.load(Vcl.LOOPBACK, null);
        runner.withPropertyValues("vcl.mode=vpp", "vcl.library-path=/nowhere")
                .withBean("ownLibrary", VppcomLibrary.class, () -> own)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .getBean(VppcomLibrary.class)
                        .isSameAs(own));
    }

    @Test
    void customizersRunInOrderAfterTheProperties() {
        runner.withPropertyValues("vcl.app-name=from-property", "vcl.rx-fifo-size=64KB")
                .withUserConfiguration(Customizers.class)
                .run(context -> {
                    VclConfig config = context.getBean(VclConfig.class);
                    assertThat(config.appName()).isEqualTo("second");
                    assertThat(config.number(VclOption.RX_FIFO_SIZE)).isEqualTo(65536);
                    assertThat(config.number(VclOption.EVENT_QUEUE_SIZE)).isEqualTo(4096);
                });
    }

    @Test
    void saysThatTheLoopbackInvolvesNoVpp(CapturedOutput output) {
        runner.withPropertyValues("vcl.app-name=orders")
                .run(context -> assertThat(output)
                        .contains("Reactor Netty connects over the embedded loopback, which is kernel sockets:"
                                + " no VPP is involved; 2 workers, app 'orders'"));
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "5, 15", ", 15"})
    void shutdownTimeoutIsNeverBelowTheQuietPeriod(Integer quietPeriod, int timeout) {
        ReactorNettyProperties properties = new ReactorNettyProperties();
        properties.setShutdownQuietPeriod(quietPeriod == null ? null : Duration.ofSeconds(quietPeriod));
        List<Duration> applied = new ArrayList<>();
        ShutdownPeriods.of(properties).applyTo(new ReactorResourceFactory() {

            @Override
            public void setShutdownQuietPeriod(Duration period) {
                applied.add(period);
            }

            @Override
            public void setShutdownTimeout(Duration time) {
                applied.add(time);
            }
        });
        assertThat(applied)
                .containsExactly(
                        Duration.ofSeconds(quietPeriod == null ? 2 : quietPeriod), Duration.ofSeconds(timeout));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "on, true", "yes, true", "1, true", "false, false", "off, false", "no, false", "0, false"
    })
    void isEnabledByWhateverSpringTakesForTrue(String value, boolean enabled) {
        runner.withConfiguration(AutoConfigurations.of(VclStatusAutoConfiguration.class))
                .withPropertyValues("vcl.enabled=" + value)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.containsBean("vclConfig")).isEqualTo(enabled);
                    assertThat(context.getBean(VclStatus.class).state())
                            .isEqualTo(enabled ? VclStatus.State.ATTACHED : VclStatus.State.DISABLED);
                });
    }

    @Test
    void doesNotSayThatItServesWhereAnotherServerDoes(CapturedOutput output) {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(VclAutoConfiguration.class))
                .withPropertyValues(
                        "vcl.mode=loopback", "vcl.worker.count=2", "spring.reactor.netty.shutdown-quiet-period=0s")
                .run(context -> assertThat(output)
                        .contains("Reactor Netty connects over the embedded loopback")
                        .doesNotContain("serves over"));
    }

    @Configuration(proxyBeanMethods = false)
    static class FailsAfterTheLoops {

        @Bean
        Object failing(VclLoopResources loops) {
            if (loops.application().state() != VclState.ATTACHED) {
                fail("the loops are not up");
            }
            throw new IllegalStateException("on purpose");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnReactorResourceFactory {

        @Bean
        ReactorResourceFactory own(VclLoopResources loops) {
            ReactorResourceFactory factory = new ReactorResourceFactory();
            factory.setUseGlobalResources(false);
            factory.setLoopResources(loops);
            return factory;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnLoopResources {

        @Bean(destroyMethod = "close")
        OwnLoops ownLoopsHolder() {
            VclConfig config =
                    VclConfig.builder().workers(1).appName("own-loops").build();
            return new OwnLoops(VclLoopResources.create("own", config, Vcl.load(Vcl.LOOPBACK, null)));
        }

        @Bean
        VclLoopResources ownLoops(OwnLoops holder) {
            return holder.loops();
        }

        record OwnLoops(VclLoopResources loops) {

            void close() {
                loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        VclConfigCustomizer second() {
            return builder -> builder.appName("second");
        }

        @Bean
        @Order(1)
        VclConfigCustomizer first() {
            return builder -> builder.appName("first").set(VclOption.EVENT_QUEUE_SIZE, 4096);
        }
    }
}
