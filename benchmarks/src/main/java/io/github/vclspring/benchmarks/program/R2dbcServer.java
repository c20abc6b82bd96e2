/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A WebFlux controller that reads one row by its key from PostgreSQL, over Spring Boot's pool of R2DBC connections. */
final class R2dbcServer {

    private static final int ROWS = 1000;

    private static final String TABLE =
            "CREATE TABLE orders AS SELECT id, 'customer ' || id AS customer FROM generate_series(1, " + ROWS + ") id";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private R2dbcServer() {}

    static Runnable start(Settings settings) {
        String database = settings.target().getAddress().getHostAddress() + ":"
                + settings.target().getPort();
        ConfigurableApplicationContext context = BootApplication.run(
                settings,
                WebApplicationType.REACTIVE,
                Application.class,
                BootApplication.NO_GATEWAY,
                "spring.r2dbc.url=r2dbc:postgresql://" + database + "/postgres",
                "spring.r2dbc.username=postgres");
        context.getBean(Orders.class).create();
        return context::close;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Orders orders(ConnectionFactory connections) {
            return new Orders(DatabaseClient.create(connections));
        }
    }

    record Order(int id, String customer) {}

    @RestController
    static class Orders {

        private final DatabaseClient database;

        Orders(DatabaseClient database) {
            this.database = database;
        }

        void create() {
            database.sql(TABLE)
                    .then()
                    .then(database.sql("ALTER TABLE orders ADD PRIMARY KEY (id)")
                            .then())
                    .block(PATIENCE);
        }

        @GetMapping("/order")
        Mono<Order> order() {
            return database.sql("SELECT id, customer FROM orders WHERE id = :id")
                    .bind("id", ThreadLocalRandom.current().nextInt(1, ROWS + 1))
                    .map(row -> new Order(row.get("id", Integer.class), row.get("customer", String.class)))
                    .one();
        }
    }
}
