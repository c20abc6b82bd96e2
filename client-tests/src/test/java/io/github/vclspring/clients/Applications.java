/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Starts applications with every auto-configuration, but for the libraries that a test does not name. */
final class Applications {

    private static final String B = "org.springframework.boot.";

    /** Refuses to run beside Spring MVC. */
    private static final String MVC_FOUND =
            "org.springframework.cloud.gateway.config.GatewayClassPathWarningAutoConfiguration";

    private static final List<String> GATEWAY = List.of(
            "org.springframework.cloud.gateway.config.GatewayAutoConfiguration",
            "org.springframework.cloud.gateway.config.GatewayMetricsAutoConfiguration",
            "org.springframework.cloud.gateway.config.GatewayResilience4JCircuitBreakerAutoConfiguration",
            "org.springframework.cloud.gateway.config.GatewayNoLoadBalancerClientAutoConfiguration",
            "org.springframework.cloud.gateway.config.GatewayReactiveLoadBalancerClientAutoConfiguration");

    private static final List<String> OTHERS = List.of(
            "org.springframework.cloud.gateway.config.GatewayRedisAutoConfiguration",
            "org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration",
            "org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JAutoConfiguration",
            B + "r2dbc.autoconfigure.R2dbcAutoConfiguration",
            B + "mongodb.autoconfigure.MongoAutoConfiguration",
            B + "mongodb.autoconfigure.MongoReactiveAutoConfiguration",
            B + "data.redis.autoconfigure.DataRedisAutoConfiguration",
            B + "data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
            B + "amqp.autoconfigure.RabbitAutoConfiguration",
            B + "grpc.server.autoconfigure.GrpcServerAutoConfiguration",
            B + "grpc.client.autoconfigure.GrpcClientAutoConfiguration");

    private final WebApplicationType type;
    private final List<Class<?>> sources = new ArrayList<>();
    private final List<String> excluded = new ArrayList<>(OTHERS);
    private final List<String> properties = new ArrayList<>(Place.properties());

    private Applications(WebApplicationType type) {
        this.type = type;
        sources.add(Everything.class);
        sources.add(Channels.Beans.class);
        excluded.addAll(GATEWAY);
        excluded.add(MVC_FOUND);
    }

    static Applications none() {
        return new Applications(WebApplicationType.NONE);
    }

    static Applications servlet() {
        return new Applications(WebApplicationType.SERVLET);
    }

    static Applications reactive() {
        return new Applications(WebApplicationType.REACTIVE);
    }

    /** With the auto-configurations whose name contains a text. */
    Applications using(String text) {
        excluded.removeIf(name -> name.contains(text) && !name.equals(MVC_FOUND) && !name.contains("GatewayRedis"));
        return this;
    }

    Applications with(Class<?>... more) {
        sources.addAll(List.of(more));
        return this;
    }

    Applications unrecorded() {
        sources.remove(Channels.Beans.class);
        return this;
    }

    Applications property(String property) {
        properties.add("--" + property);
        return this;
    }

    ConfigurableApplicationContext run() {
        List<String> arguments = new ArrayList<>(properties);
        arguments.add("--spring.autoconfigure.exclude=" + String.join(",", excluded));
        return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .web(type)
                .run(arguments.toArray(String[]::new));
    }

    /** All auto-configurations. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}
}
