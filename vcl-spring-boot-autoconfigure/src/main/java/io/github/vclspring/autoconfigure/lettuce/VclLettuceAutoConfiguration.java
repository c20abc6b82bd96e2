/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.lettuce;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;

/** {@link EnableAutoConfiguration Auto-configuration} for Lettuce, if {@code vcl.client.lettuce.enabled} asks for it. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        beforeName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass({RedisClient.class, ClientResources.class, ClientResourcesBuilderCustomizer.class})
@ConditionalOnVclClient(KnownClient.LETTUCE)
public final class VclLettuceAutoConfiguration {

    VclLettuceAutoConfiguration() {}

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    LettuceResourcesCustomizer vclLettuceResourcesCustomizer(ReactorResourceFactory resourceFactory) {
        return new LettuceResourcesCustomizer(
                resourceFactory.getLoopResources(),
                BootstrapChannelFactory.find().orElse(null));
    }

    @Bean
    VclClientHook vclLettuceHook(LettuceResourcesCustomizer customizer, ConfigurableListableBeanFactory beans) {
        return new VclClientHook(KnownClient.LETTUCE, () -> customizer.verdict(beans));
    }
}
