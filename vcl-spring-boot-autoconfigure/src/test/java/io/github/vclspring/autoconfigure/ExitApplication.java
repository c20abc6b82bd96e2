/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.resources.VclLoopResources;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A process of its own, whose end is looked at; it writes to standard output what it lives through. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class ExitApplication {

    public static void main(String[] arguments) {
        List<String> given = Arrays.asList(arguments);
        SpringApplication application = new SpringApplication(ExitApplication.class);
        if (given.contains("loops=own")) {
            application.addPrimarySources(List.of(OwnResources.OwnLoops.class));
        }
        if (given.contains("loops=own-in-own-factory")) {
            application.addPrimarySources(List.of(OwnResources.OwnLoops.class, OwnResources.OwnFactory.class));
        }
        application.setRegisterShutdownHook(!given.contains("no-hook"));
        application.setDefaultProperties(Map.of(
                "server.port", 0,
                "server.address", "127.0.0.1",
                "server.shutdown", "graceful",
                "vcl.mode", "loopback",
                "vcl.worker.count", 2,
                "spring.reactor.netty.shutdown-quiet-period", "0s"));
        var context = (ReactiveWebServerApplicationContext) application.run(arguments);
        context.getBean(VclLoopResources.class)
                .application()
                .addListener((from, to) -> System.out.println("state=" + to));
        System.out.println("port=" + context.getWebServer().getPort());
        if (given.contains("exit")) {
            System.exit(42);
        }
    }

    @GetMapping("/slow")
    Mono<String> slow() {
        System.out.println("arrived");
        return Mono.just("served").delayElement(Duration.ofSeconds(2));
    }
}
