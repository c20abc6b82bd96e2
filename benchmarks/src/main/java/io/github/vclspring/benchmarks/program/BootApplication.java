/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.github.vclspring.config.VclConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Starts a Spring Boot application with the starter. Over VCL the starter creates the event loops. Over the kernel the application
 * defines its own {@link ReactorResourceFactory}, and the starter gives its event loops to the same servers and clients.
 */
final class BootApplication {

    /** For the other applications: the gateway is on the class path of all of them. */
    static final String NO_GATEWAY = "spring.cloud.gateway.server.webflux.enabled=false";

    private BootApplication() {}

    static ConfigurableApplicationContext run(
            Settings settings, WebApplicationType type, Class<?> configuration, String... properties) {
        List<String> arguments = new ArrayList<>();
        add(arguments, "spring.main.banner-mode=off");
        add(arguments, "server.address=" + settings.address().getAddress().getHostAddress());
        add(arguments, "server.port=" + settings.address().getPort());
        add(arguments, "server.shutdown=immediate");
        add(arguments, "spring.reactor.netty.shutdown-quiet-period=0s");
        if (settings.stack() == Stack.VCL) {
            add(arguments, "vcl.library-path=" + settings.vcl().library());
        }
        for (String property : properties) {
            add(arguments, property);
        }
        return new SpringApplicationBuilder(configuration)
                .web(type)
                .initializers(eventLoops(settings))
                .run(arguments.toArray(String[]::new));
    }

    private static void add(List<String> arguments, String property) {
        arguments.add("--" + property);
    }

    private static ApplicationContextInitializer<GenericApplicationContext> eventLoops(Settings settings) {
        return context -> {
            if (settings.stack() == Stack.VCL) {
                context.registerBean(VclConfig.class, () -> Loops.config(settings));
            } else {
                context.registerBean(ReactorResourceFactory.class, () -> overKernel(settings));
            }
        };
    }

    private static ReactorResourceFactory overKernel(Settings settings) {
        ReactorResourceFactory factory = new ReactorResourceFactory();
        factory.setUseGlobalResources(false);
        factory.setLoopResourcesSupplier(() -> Loops.of(settings));
        factory.setShutdownQuietPeriod(Duration.ZERO);
        return factory;
    }
}
