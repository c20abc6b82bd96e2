/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.gateway;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import io.github.vclspring.autoconfigure.client.Verdict;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.http.client.HttpClient;

/** {@link EnableAutoConfiguration Auto-configuration} for the routes of Spring Cloud Gateway. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        beforeName = "org.springframework.cloud.gateway.config.GatewayAutoConfiguration")
@ConditionalOnClass({HttpClientCustomizer.class, HttpClient.class})
@ConditionalOnVclClient(KnownClient.GATEWAY)
public final class VclGatewayAutoConfiguration {

    VclGatewayAutoConfiguration() {}

    @Bean
    GatewayClientCustomizer vclGatewayClientCustomizer(ReactorResourceFactory resourceFactory) {
        return new GatewayClientCustomizer(resourceFactory.getLoopResources());
    }

    @Bean
    VclClientHook vclGatewayHook(GatewayClientCustomizer customizer, ConfigurableListableBeanFactory beans) {
        return new VclClientHook(
                KnownClient.GATEWAY, () -> Verdict.ofBeans(beans, HttpClient.class, customizer.isApplied()));
    }
}
