/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.management;

import io.github.vclspring.resources.VclLoopResources;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Runs the management server over VCL if it has a separate port. Otherwise it uses Reactor Netty's global resources,
 * and so the kernel.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({NettyReactiveWebServerFactory.class, ReactorResourceFactory.class, VclLoopResources.class})
@ConditionalOnBean(ReactorResourceFactory.class)
@Conditional(OnManagementOverVcl.class)
class VclManagementContextConfiguration {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> vclManagementServerCustomizer(
            ReactorResourceFactory resourceFactory) {
        return factory -> factory.setResourceFactory(resourceFactory);
    }
}
