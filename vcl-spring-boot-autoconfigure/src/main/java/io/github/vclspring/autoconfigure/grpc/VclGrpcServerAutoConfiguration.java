/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.grpc;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import io.grpc.netty.NettyServerBuilder;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.NettyGrpcServerFactory;
import org.springframework.http.client.ReactorResourceFactory;

/** {@link EnableAutoConfiguration Auto-configuration} for the gRPC server on Netty. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        beforeName = "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration")
@ConditionalOnClass({NettyServerBuilder.class, NettyGrpcServerFactory.class, GrpcServerProperties.class})
@ConditionalOnVclClient(KnownClient.GRPC_SERVER)
public final class VclGrpcServerAutoConfiguration {

    VclGrpcServerAutoConfiguration() {}

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    GrpcServerCustomizer vclGrpcServerCustomizer(ReactorResourceFactory resourceFactory, Environment environment) {
        return new GrpcServerCustomizer(resourceFactory.getLoopResources(), GrpcServerCustomizer.isUnix(environment));
    }

    @Bean
    VclClientHook vclGrpcServerHook(GrpcServerCustomizer customizer, ConfigurableListableBeanFactory beans) {
        return new VclClientHook(KnownClient.GRPC_SERVER, () -> customizer.verdict(beans));
    }
}
