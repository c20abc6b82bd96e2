/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.restclient;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** Chooses a builder as Spring Boot's ImperativeHttpClientAutoConfiguration (4.1) does. */
final class RequestFactoryBuilders {

    private static final String PROPERTY = "spring.http.clients.imperative.factory";

    private final @Nullable ClassLoader classLoader;
    private final Environment environment;

    RequestFactoryBuilders(@Nullable ClassLoader classLoader, Environment environment) {
        this.classLoader = classLoader;
        this.environment = environment;
    }

    // each customizer is called only for its own type of builder
    @SuppressWarnings({"unchecked", "rawtypes"})
    ClientHttpRequestFactoryBuilder<?> create(List<ClientHttpRequestFactoryBuilderCustomizer<?>> customizers) {
        ClientHttpRequestFactoryBuilder<?>[] builder = {choose()};
        LambdaSafe.callbacks(
                        ClientHttpRequestFactoryBuilderCustomizer.class,
                        (List<ClientHttpRequestFactoryBuilderCustomizer>) (List) customizers,
                        builder[0])
                .invoke(customizer -> builder[0] = customizer.customize(builder[0]));
        return builder[0];
    }

    private ClientHttpRequestFactoryBuilder<?> choose() {
        ClientHttpRequestFactoryBuilder<?> builder = named(environment.getProperty(PROPERTY));
        return (builder instanceof JdkClientHttpRequestFactoryBuilder jdk && Threading.VIRTUAL.isActive(environment))
                ? jdk.withExecutor(new VirtualThreadTaskExecutor("httpclient-"))
                : builder;
    }

    private ClientHttpRequestFactoryBuilder<?> named(@Nullable String name) {
        if (name == null) {
            return ClientHttpRequestFactoryBuilder.detect(classLoader);
        }
        return switch (name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "")) {
            case "httpcomponents" -> ClientHttpRequestFactoryBuilder.httpComponents();
            case "jetty" -> ClientHttpRequestFactoryBuilder.jetty();
            case "reactor" -> ClientHttpRequestFactoryBuilder.reactor();
            case "jdk" -> ClientHttpRequestFactoryBuilder.jdk();
            case "simple" -> ClientHttpRequestFactoryBuilder.simple();
            // in a servlet application Spring Boot binds the property and rejects the value
            default -> ClientHttpRequestFactoryBuilder.detect(classLoader);
        };
    }
}
