/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.VclStatusAutoConfiguration;
import io.github.vclspring.config.VclConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import reactor.netty.Connection;

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
    @ConditionalOnBooleanProperty(name = "vcl.metrics.request-tags")
    static class RequestTagsConfiguration {

        @Bean
        VclRequestObservationHandler vclRequestObservationHandler() {
            return new VclRequestObservationHandler();
        }
    }
}
