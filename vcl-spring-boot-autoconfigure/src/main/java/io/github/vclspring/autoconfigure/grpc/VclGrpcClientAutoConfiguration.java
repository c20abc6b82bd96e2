/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.grpc;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import io.grpc.netty.NettyChannelBuilder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.client.NettyGrpcChannelFactory;
import org.springframework.http.client.ReactorResourceFactory;

/** {@link EnableAutoConfiguration Auto-configuration} for the channels of gRPC clients on Netty. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        beforeName = "org.springframework.boot.grpc.client.autoconfigure.GrpcClientAutoConfiguration")
@ConditionalOnClass({NettyChannelBuilder.class, NettyGrpcChannelFactory.class, GrpcClientProperties.class})
@ConditionalOnVclClient(KnownClient.GRPC_CLIENT)
public final class VclGrpcClientAutoConfiguration {

    VclGrpcClientAutoConfiguration() {}

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    GrpcClientCustomizer vclGrpcClientCustomizer(
            ReactorResourceFactory resourceFactory, ObjectProvider<GrpcClientProperties> properties) {
        return new GrpcClientCustomizer(resourceFactory.getLoopResources(), properties);
    }

    @Bean
    VclClientHook vclGrpcClientHook(GrpcClientCustomizer customizer, ConfigurableListableBeanFactory beans) {
        return new VclClientHook(KnownClient.GRPC_CLIENT, () -> customizer.verdict(beans));
    }
}
