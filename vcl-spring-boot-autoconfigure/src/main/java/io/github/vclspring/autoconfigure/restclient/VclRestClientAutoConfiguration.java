/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.restclient;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.ReactorResourceFactory;

/** {@link EnableAutoConfiguration Auto-configuration} for RestClient and RestTemplate. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration",
            "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration",
            "org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration"
        })
@ConditionalOnClass({
    ClientHttpRequestFactoryBuilder.class,
    ClientHttpRequestFactoryBuilderCustomizer.class,
    ReactorClientHttpRequestFactory.class
})
public final class VclRestClientAutoConfiguration {

    VclRestClientAutoConfiguration() {}

    /** RestClient over VCL. Comes first, because the other configuration depends on its absence. */
    @Configuration(proxyBeanMethods = false)
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ConditionalOnVclClient(KnownClient.RESTCLIENT)
    static class OverVcl {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        RequestFactoryCustomizer vclRequestFactoryCustomizer(ReactorResourceFactory resourceFactory) {
            return new RequestFactoryCustomizer(resourceFactory);
        }

        /** Spring Boot defines none in a reactive application, and would detect one without customizers. */
        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        @ConditionalOnMissingBean
        ClientHttpRequestFactoryBuilder<?> vclClientHttpRequestFactoryBuilder(
                ResourceLoader resourceLoader,
                Environment environment,
                ObjectProvider<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
            return new RequestFactoryBuilders(resourceLoader.getClassLoader(), environment)
                    .create(customizers.orderedStream().toList());
        }

        @Bean
        VclClientHook vclRestClientHook(RequestFactoryCustomizer customizer, ConfigurableListableBeanFactory beans) {
            return new VclClientHook(KnownClient.RESTCLIENT, () -> customizer.verdict(beans));
        }
    }

    /**
     * RestClient as it would be without the starter, whose dependency on Reactor Netty changes what Spring Boot detects. Not
     * for applications with Spring WebFlux, which has Reactor Netty as its own dependency.
     */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(RequestFactoryCustomizer.class)
    @ConditionalOnMissingClass("org.springframework.web.reactive.function.client.WebClient")
    static class AsWithoutReactorNetty {

        @Bean
        @ConditionalOnMissingBean
        ClientHttpRequestFactoryBuilder<?> vclClientHttpRequestFactoryBuilder(
                ResourceLoader resourceLoader,
                Environment environment,
                ObjectProvider<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
            return new RequestFactoryBuilders(new WithoutReactorNetty(resourceLoader.getClassLoader()), environment)
                    .create(customizers.orderedStream().toList());
        }
    }
}
