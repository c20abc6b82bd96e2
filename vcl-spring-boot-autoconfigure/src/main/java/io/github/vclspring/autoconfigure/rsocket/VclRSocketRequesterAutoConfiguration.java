/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.rsocket;

import io.github.vclspring.autoconfigure.VclAutoConfiguration;
import io.github.vclspring.autoconfigure.client.ConditionalOnVclClient;
import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClientHook;
import io.rsocket.RSocket;
import io.rsocket.transport.netty.client.TcpClientTransport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.messaging.rsocket.RSocketConnectorConfigurer;
import org.springframework.messaging.rsocket.RSocketRequester;
import org.springframework.messaging.rsocket.RSocketStrategies;

/** {@link EnableAutoConfiguration Auto-configuration} for RSocket requesters. The server needs none. */
@AutoConfiguration(
        after = VclAutoConfiguration.class,
        afterName = "org.springframework.boot.rsocket.autoconfigure.RSocketStrategiesAutoConfiguration",
        beforeName = "org.springframework.boot.rsocket.autoconfigure.RSocketRequesterAutoConfiguration")
@ConditionalOnClass({RSocketRequester.class, RSocket.class, TcpClientTransport.class})
@ConditionalOnBean(RSocketStrategies.class)
@ConditionalOnVclClient(KnownClient.RSOCKET)
public final class VclRSocketRequesterAutoConfiguration {

    VclRSocketRequesterAutoConfiguration() {}

    /** Builds the same as Spring Boot's own bean, with the event loops. */
    @Bean
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    @ConditionalOnMissingBean
    RSocketRequester.Builder vclRSocketRequesterBuilder(
            RSocketStrategies strategies,
            ObjectProvider<RSocketConnectorConfigurer> connectorConfigurers,
            ReactorResourceFactory resourceFactory) {
        RSocketRequester.Builder builder = RSocketRequester.builder().rsocketStrategies(strategies);
        connectorConfigurers.orderedStream().forEach(builder::rsocketConnector);
        return new VclRequesterBuilder(builder, resourceFactory.getLoopResources());
    }

    @Bean
    VclClientHook vclRSocketHook(ConfigurableListableBeanFactory beans) {
        return new VclClientHook(KnownClient.RSOCKET, () -> VclRequesterBuilder.verdict(beans));
    }
}
