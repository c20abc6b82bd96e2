/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import io.github.vclspring.autoconfigure.VclFallback;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link VclClientReport}, and for Reactor Netty's global
 * resources.
 */
@AutoConfiguration(after = VclStatusAutoConfiguration.class)
@ConditionalOnClass({LoopResources.class, HttpResources.class, ReactorResourceFactory.class})
@ConditionalOnBean(VclStatus.class)
public final class VclClientAutoConfiguration {

    VclClientAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    VclClientReport vclClientReport(
            VclStatus status,
            ApplicationContext context,
            Environment environment,
            ObjectProvider<VclClientHook> hooks,
            ObjectProvider<ReactorResourceFactory> resourceFactory) {
        return new VclClientReport(
                status,
                context,
                environment,
                hooks.orderedStream().toList(),
                () -> loops(resourceFactory.getIfUnique()));
    }

    private static @Nullable LoopResources loops(@Nullable ReactorResourceFactory factory) {
        return (factory != null) ? factory.getLoopResources() : null;
    }

    @Bean
    @Lazy(false)
    VclClientLog vclClientLog(VclClientReport report, VclStatus status) {
        return new VclClientLog(report, status);
    }

    /** Clients and servers that need no customizer, because they use the factory. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(VclFallback.class)
    static class Enabled {

        Enabled(Environment environment, ResourceLoader resourceLoader) {
            new ClientPropertyNames(environment).check(client -> client.isPresent(resourceLoader.getClassLoader()));
        }

        @Bean
        VclClientHook vclWebFluxServerHook(ApplicationContext context) {
            return new VclClientHook(
                    KnownClient.WEBFLUX_SERVER,
                    () -> FactoryFollowers.server(
                            context, "org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory"));
        }

        @Bean
        VclClientHook vclRSocketServerHook(ApplicationContext context) {
            return new VclClientHook(
                    KnownClient.RSOCKET_SERVER,
                    () -> FactoryFollowers.server(
                            context,
                            "org.springframework.boot.rsocket.netty.NettyRSocketServerFactory",
                            "org.springframework.boot.rsocket.autoconfigure.RSocketWebSocketNettyRouteProvider"));
        }

        @Bean
        @ConditionalOnVclClient(KnownClient.WEBCLIENT)
        VclClientHook vclWebClientHook(ApplicationContext context) {
            return new VclClientHook(KnownClient.WEBCLIENT, () -> FactoryFollowers.webClient(context));
        }
    }

    /** Reactor Netty's global resources, for clients that are not beans. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnVclClient(KnownClient.GLOBAL_RESOURCES)
    static class Global {

        // no other bean depends on it, and spring.main.lazy-initialization would skip it
        @Bean
        @Lazy(false)
        GlobalResources vclGlobalResources(ReactorResourceFactory factory, VclFallback fallback) {
            return new GlobalResources(
                    factory.getLoopResources(), fallback.cause().isEmpty());
        }

        @Bean
        VclClientHook vclGlobalResourcesHook() {
            return new VclClientHook(KnownClient.GLOBAL_RESOURCES, Verdict::follows);
        }
    }
}
