/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Answers with what the end of the chain says. */
@RestController
@Profile("chain")
class ChainController {

    private final Greetings greetings;

    ChainController(Greetings greetings) {
        this.greetings = greetings;
    }

    /** The answer of the last service. */
    record Greeting(String message) {}

    @GetMapping("/api/chain/{chain:vcl|kernel}")
    Mono<Greeting> greet(@PathVariable String chain, @RequestParam(defaultValue = "world") String name) {
        return greetings.greet(chain, name).map(Greeting::new);
    }
}
