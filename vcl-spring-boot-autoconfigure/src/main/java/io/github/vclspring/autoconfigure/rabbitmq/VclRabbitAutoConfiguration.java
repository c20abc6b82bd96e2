/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.rabbitmq;

import com.rabbitmq.client.ConnectionFactory;
import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;

/** {@link EnableAutoConfiguration Auto-configuration} for RabbitMQ, if {@code vcl.client.rabbitmq.enabled} asks for it. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        beforeName = "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration")
@ConditionalOnClass({
    ConnectionFactory.class,
    ConnectionFactoryCustomizer.class,
    org.springframework.amqp.rabbit.connection.ConnectionFactory.class
})
@ConditionalOnVclClient(KnownClient.RABBITMQ)
public final class VclRabbitAutoConfiguration {

    VclRabbitAutoConfiguration() {}

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RabbitFactoryCustomizer vclRabbitFactoryCustomizer(ReactorResourceFactory resourceFactory) {
        return new RabbitFactoryCustomizer(resourceFactory.getLoopResources());
    }

    @Bean
    VclClientHook vclRabbitHook(RabbitFactoryCustomizer customizer, ConfigurableListableBeanFactory beans) {
        return new VclClientHook(KnownClient.RABBITMQ, () -> customizer.verdict(beans));
    }
}
