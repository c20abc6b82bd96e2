/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.reactor.netty.autoconfigure.ReactorNettyProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

/** Keeps WebClient's connections on the kernel if {@code vcl.client.transport} or {@code vcl.client.webclient.enabled} leaves them there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({HttpClient.class, ClientHttpConnectorBuilderCustomizer.class})
@Conditional(OnWebClientOverKernel.class)
class VclClientConfiguration {

    private static final String THREAD_PREFIX = "kernel-http";

    /** Separate event loops and connections. Injected by name only, so that nothing else uses this factory. */
    @Bean(defaultCandidate = false)
    ReactorResourceFactory vclKernelReactorResourceFactory(ReactorNettyProperties reactorNettyProperties) {
        ReactorResourceFactory factory = new ReactorResourceFactory();
        factory.setUseGlobalResources(false);
        factory.setLoopResourcesSupplier(() -> LoopResources.create(THREAD_PREFIX));
        ShutdownPeriods.of(reactorNettyProperties).applyTo(factory);
        return factory;
    }

    /** Runs after Spring Boot's own customizer, which has order 0 and sets the server's event loops. */
    @Bean
    @Order(1)
    ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder>
            vclKernelClientHttpConnectorBuilderCustomizer(
                    @Qualifier("vclKernelReactorResourceFactory") ReactorResourceFactory factory) {
        return builder -> builder.withReactorResourceFactory(factory);
    }
}
