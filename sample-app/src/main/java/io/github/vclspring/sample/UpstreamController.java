/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** An outbound call. */
@RestController
class UpstreamController {

    private final WebClient client;
    private final UpstreamProperties properties;

    UpstreamController(WebClient.Builder builder, UpstreamProperties properties) {
        this.client = builder.build();
        this.properties = properties;
    }

    /** What the upstream answered. */
    record Answer(URI url, int status, String body) {}

    @GetMapping("/api/upstream")
    Mono<Answer> call(@RequestParam(required = false) URI url) {
        URI target = url == null ? properties.url() : url;
        if (target.getHost() == null || !properties.allowed().contains(target.getHost())) {
            throw new ResponseStatusException(
                    HttpStatus.FORBIDDEN,
                    "Host " + target.getHost() + " is not one of sample.upstream.allowed: " + properties.allowed());
        }
        return client.get()
                .uri(target)
                .exchangeToMono(response -> response.bodyToMono(String.class)
                        .defaultIfEmpty("")
                        .map(body -> new Answer(target, response.statusCode().value(), body)))
                .onErrorMap(
                        WebClientRequestException.class,
                        e -> new ResponseStatusException(HttpStatus.BAD_GATEWAY, String.valueOf(e.getMessage()), e));
    }
}
