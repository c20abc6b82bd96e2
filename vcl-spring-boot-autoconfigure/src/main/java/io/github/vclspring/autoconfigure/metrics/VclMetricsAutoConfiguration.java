/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.github.vclspring.autoconfigure.ConditionalOnVclFlag;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
import io.github.vclspring.config.VclConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;

/** {@link EnableAutoConfiguration Auto-configuration} for {@link VclMetrics}. */
@AutoConfiguration(
        after = VclStatusAutoConfiguration.class,
        beforeName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({MeterBinder.class, MeterRegistry.class})
@ConditionalOnBean(VclStatus.class)
public final class VclMetricsAutoConfiguration {

    VclMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    VclMetrics vclMetrics(VclStatus status, ObjectProvider<VclConfig> config) {
        VclConfig present = config.getIfAvailable();
        return new VclMetrics(status, (present != null) ? present.workers() : 0);
    }

    /** Tags of {@code http.server.requests}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ObservationHandler.class, ServerRequestObservationContext.class, Connection.class})
    @ConditionalOnVclFlag("vcl.metrics.request-tags")
    static class RequestTagsConfiguration {

        @Bean
        VclRequestObservationHandler vclRequestObservationHandler() {
            return new VclRequestObservationHandler();
        }
    }

    /** Tags of {@code http.client.requests}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ObservationHandler.class, ClientRequestObservationContext.class, HttpClient.class})
    @ConditionalOnVclFlag("vcl.metrics.request-tags")
    static class ClientRequestTagsConfiguration {

        @Bean
        ClientRequestTagsFilter vclClientRequestTagsFilter() {
            return new ClientRequestTagsFilter();
        }

        @Bean
        RestClientObservationHandler vclRestClientObservationHandler() {
            return new RestClientObservationHandler();
        }

        /** Connections of RestClient and RestTemplate. */
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(ClientHttpRequestFactoryBuilderCustomizer.class)
        static class RestClientConfiguration {

            @Bean
            RestClientConnections vclRestClientConnections(ObjectProvider<ObservationRegistry> registry) {
                return new RestClientConnections(registry.getIfUnique(() -> ObservationRegistry.NOOP));
            }
        }

        /** Requests of WebClient. */
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(WebClient.class)
        static class WebClientConfiguration {

            @Bean
            WebClientObservationHandler vclWebClientObservationHandler() {
                return new WebClientObservationHandler();
            }
        }
    }
}
