/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Greets: asks the next service, or else the database, or else composes the greeting itself. */
@Service
@Profile("chain")
class Greetings {

    private final NextService next;
    private final @Nullable GreetingRepository repository;

    Greetings(NextService next, ObjectProvider<GreetingRepository> repository) {
        this.next = next;
        this.repository = repository.getIfAvailable();
    }

    /**
     * Returns a greeting.
     *
     * @param chain {@code vcl} or {@code kernel}
     * @param name who is greeted
     */
    Mono<String> greet(String chain, String name) {
        if (next.isKnown(chain)) {
            return next.greet(chain, name);
        }
        GreetingRepository database = repository;
        return (database != null) ? database.greet(chain, name) : Mono.just("Hello, " + name + "!");
    }
}
