/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.autoconfigure.VclProperties.Attach.OnFailure;
import io.github.vclspring.config.KernelDestinations;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.autoconfigure.ReactorNettyProperties;
import org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.ClassUtils;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that runs Reactor Netty's servers and clients over VCL, through
 * the {@link ReactorResourceFactory} that Spring Boot gives them. Reactor Netty's global resources are unchanged, and
 * so is anything that does not use that bean, such as a management server on a separate port.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration",
            "org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration",
            "org.springframework.boot.rsocket.autoconfigure.RSocketServerAutoConfiguration"
        })
@ConditionalOnClass({
    LoopResources.class,
    HttpResources.class,
    ReactorResourceFactory.class,
    ReactorNettyProperties.class,
    VclLoopResources.class
})
@ConditionalOnVclFlag(value = "vcl.enabled", matchIfMissing = true)
@EnableConfigurationProperties({VclProperties.class, ReactorNettyProperties.class})
@Import(VclClientConfiguration.class)
public final class VclAutoConfiguration {

    private static final String NETTY_SERVER_FACTORY =
            "org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory";

    VclAutoConfiguration() {
        // here, not with the loops, because those may be user-defined
        VclShutdown.register();
    }

    @Bean
    @ConditionalOnMissingBean
    VclConfig vclConfig(
            VclProperties properties, Environment environment, ObjectProvider<VclConfigCustomizer> customizers) {
        return new VclConfigFactory(properties, environment).create(customizers.orderedStream());
    }

    @Bean
    VclConfigurationReport vclConfigurationReport(VclProperties properties, VclConfig config, Environment environment) {
        return new VclConfigurationReport(properties, config, environment);
    }

    @Bean
    @ConditionalOnMissingBean
    KernelDestinations vclKernelDestinations(VclProperties properties) {
        return KernelDestinations.of(properties.client().kernelDestinations());
    }

    // Lazy, like the loops: a user-defined ReactorResourceFactory may not need them, and then nothing attaches.
    @Bean
    @Lazy
    @ConditionalOnMissingBean
    VppcomLibrary vppcomLibrary(VclProperties properties) {
        return Vcl.load(
                properties.mode().provider(), properties.libraryPath(), VclConfigFactory.expectedRelease(properties));
    }

    // Eager even with spring.main.lazy-initialization, because it is needed even if no bean requests it.
    @Bean
    @Lazy(false)
    VclAttachmentEvents vclAttachmentEvents(VclProperties properties, ApplicationContext applicationContext) {
        return new VclAttachmentEvents(applicationContext, properties.reattach().refuseTraffic());
    }

    @Bean
    VclFallback vclFallback(VclProperties properties) {
        return new VclFallback(properties.attach().onFailure() == OnFailure.FALLBACK);
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean(VclLoopResources.class)
    VclLoopResourcesFactoryBean vclLoopResources(
            VclConfig config,
            VppcomLibrary library,
            KernelDestinations kernelDestinations,
            ReactorNettyProperties reactorNettyProperties,
            VclAttachmentEvents events) {
        return new VclLoopResourcesFactoryBean(
                config, library, kernelDestinations, ShutdownPeriods.of(reactorNettyProperties), events);
    }

    /** The factory does not own VCL's loops, and so does not dispose of them, but owns those of a fallback. */
    @Bean
    @ConditionalOnMissingBean
    ReactorResourceFactory reactorResourceFactory(
            ObjectProvider<VclLoopResources> loopResources,
            VclFallback fallback,
            VclAttachmentEvents events,
            ReactorNettyProperties reactorNettyProperties,
            ApplicationContext applicationContext) {
        ReactorResourceFactory factory = new ReactorResourceFactory();
        factory.setUseGlobalResources(false);
        try {
            VclLoopResources resources = loopResources.getObject();
            events.follow(resources.application());
            factory.setLoopResources(resources);
            VclTransportReport.log(resources.application(), serves(applicationContext));
        } catch (BeansException e) {
            if (!fallback.tryActivate(e)) {
                throw e;
            }
            factory.setLoopResourcesSupplier(() -> LoopResources.create("reactor-http"));
        }
        ShutdownPeriods.of(reactorNettyProperties).applyTo(factory);
        return factory;
    }

    /** Returns whether Reactor Netty is the server. WebFlux may also run on another one. */
    private static boolean serves(ApplicationContext context) {
        return context instanceof ReactiveWebApplicationContext
                && ClassUtils.isPresent(NETTY_SERVER_FACTORY, context.getClassLoader())
                && context.getBeanNamesForType(
                                        ClassUtils.resolveClassName(NETTY_SERVER_FACTORY, context.getClassLoader()),
                                        false,
                                        false)
                                .length
                        > 0;
    }
}
