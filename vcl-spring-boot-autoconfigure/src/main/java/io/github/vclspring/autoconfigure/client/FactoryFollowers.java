/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/** Servers and clients that get the event loops of the ReactorResourceFactory from Spring Boot itself. */
final class FactoryFollowers {

    private static final String CONNECTOR_BUILDER =
            "org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder";
    private static final String REACTOR_CONNECTOR_BUILDER =
            "org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder";

    private FactoryFollowers() {}

    static Verdict server(ApplicationContext context, String... classNames) {
        boolean used = Arrays.stream(classNames)
                .anyMatch(name -> !BeansByName.of(context, name).isEmpty());
        return used ? Verdict.follows() : Verdict.unused("the application has no such server");
    }

    static Verdict webClient(ApplicationContext context) {
        List<String> builders = BeansByName.of(context, CONNECTOR_BUILDER);
        if (builders.isEmpty()) {
            return Verdict.unused("the application has no ClientHttpConnectorBuilder");
        }
        Class<?> reactor = ClassUtils.resolveClassName(REACTOR_CONNECTOR_BUILDER, context.getClassLoader());
        for (String name : builders) {
            if (isCreated(context, name) && !reactor.isInstance(context.getBean(name))) {
                return Verdict.kernel("the bean '" + name + "' is not Reactor Netty's. Set"
                        + " spring.http.clients.reactive.connector: reactor, or remove the bean");
            }
        }
        return Verdict.follows();
    }

    private static boolean isCreated(ApplicationContext context, String name) {
        return context.getAutowireCapableBeanFactory() instanceof SingletonBeanRegistry registry
                && registry.containsSingleton(name);
    }
}
