/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.r2dbc;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;

/** {@link EnableAutoConfiguration Auto-configuration} for the R2DBC drivers that are built on Reactor Netty. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        beforeName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
@ConditionalOnClass({ConnectionFactory.class, ConnectionFactoryOptionsBuilderCustomizer.class})
@ConditionalOnVclClient(KnownClient.R2DBC)
public final class VclR2dbcAutoConfiguration {

    VclR2dbcAutoConfiguration() {}

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    R2dbcOptionsCustomizer vclR2dbcOptionsCustomizer(ReactorResourceFactory resourceFactory) {
        return new R2dbcOptionsCustomizer(resourceFactory.getLoopResources());
    }

    @Bean
    VclClientHook vclR2dbcHook(R2dbcOptionsCustomizer customizer, ConfigurableListableBeanFactory beans) {
        return new VclClientHook(KnownClient.R2DBC, () -> customizer.verdict(beans));
    }
}
