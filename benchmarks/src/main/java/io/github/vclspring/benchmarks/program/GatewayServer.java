/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** Spring Cloud Gateway with one route for all requests. */
final class GatewayServer {

    private static final String ROUTE = "spring.cloud.gateway.server.webflux.routes[0].";

    private GatewayServer() {}

    static Runnable start(Settings settings) {
        String target = settings.target().getAddress().getHostAddress() + ":"
                + settings.target().getPort();
        return BootApplication.run(
                settings,
                WebApplicationType.REACTIVE,
                Application.class,
                ROUTE + "id=target",
                ROUTE + "uri=http://" + target,
                ROUTE + "predicates[0]=Path=/**")::close;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = R2dbcAutoConfiguration.class)
    static class Application {}
}
