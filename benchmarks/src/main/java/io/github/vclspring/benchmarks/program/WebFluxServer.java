/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import java.util.List;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/** An annotated WebFlux controller that answers with JSON. Spring alone, without Boot, which does nothing per request. */
final class WebFluxServer {

    private WebFluxServer() {}

    static Runnable start(Settings settings) {
        LoopResources loops = Loops.of(settings);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Application.class);
        DisposableServer server = ReactorServer.server(settings, loops)
                .handle(new ReactorHttpHandlerAdapter(
                        WebHttpHandlerBuilder.applicationContext(context).build()))
                .bindNow();
        return () -> {
            server.disposeNow();
            context.close();
            Loops.stop(loops);
        };
    }

    record Order(int id, String customer, List<Item> items) {}

    record Item(String article, int count, double price) {}

    @Configuration
    @EnableWebFlux
    static class Application {

        @Bean
        Orders orders() {
            return new Orders();
        }
    }

    @RestController
    static class Orders {

        @GetMapping("/json")
        Mono<Order> order() {
            return Mono.just(new Order(42, "Ada", List.of(new Item("pencil", 12, 0.5), new Item("notebook", 3, 4.25))));
        }
    }
}
