/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The sample with what troubles it: slow answers, and every road by which a JVM ends, chosen by standard input. */
@Configuration(proxyBeanMethods = false)
@RestController
public class TroubleApplication {

    public static void main(String[] arguments) throws Exception {
        SpringApplication.run(new Class<?>[] {SampleApplication.class, TroubleApplication.class}, arguments);
        String[] road = readLine().split(" ", -1);
        if (road[0].equals("exit")) {
            System.exit(Integer.parseInt(road[1]));
        }
    }

    private final AtomicInteger arrived = new AtomicInteger();

    private static String readLine() throws Exception {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }

    @GetMapping("/slow")
    Mono<String> slow(@RequestParam int seconds) {
        System.out.println("arrived: " + arrived.incrementAndGet());
        return Mono.just("slow and sure").delayElement(Duration.ofSeconds(seconds));
    }

    /** Runs once the server serves, and before the application counts as started. */
    @Bean
    @ConditionalOnBooleanProperty("trouble.runner")
    ApplicationRunner failingRunner() {
        return arguments -> {
            System.out.println("Started the runner");
            readLine();
            throw new IllegalStateException("the runner fails on purpose");
        };
    }

    /** Fails when the loops are up and nothing serves yet. */
    @Bean
    @ConditionalOnBooleanProperty("trouble.bean")
    Object failingBean(ReactorResourceFactory loops) {
        throw new IllegalStateException("the bean fails on purpose, after " + loops.getLoopResources());
    }
}
