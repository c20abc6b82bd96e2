/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
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
    Mono<Answer> call(@RequestParam(required = false) @Nullable URI url) {
        URI target = url == null ? properties.url() : checked(url);
        return client.get()
                .uri(target)
                .exchangeToMono(response -> response.bodyToMono(String.class)
                        .defaultIfEmpty("")
                        .map(body -> new Answer(target, response.statusCode().value(), body)))
                .timeout(properties.timeout())
                .onErrorMap(
                        WebClientRequestException.class,
                        e -> new ResponseStatusException(HttpStatus.BAD_GATEWAY, String.valueOf(e.getMessage()), e))
                .onErrorMap(
                        DataBufferLimitException.class,
                        e -> new ResponseStatusException(HttpStatus.BAD_GATEWAY, "The answer is too long to show", e))
                .onErrorMap(
                        TimeoutException.class,
                        e -> new ResponseStatusException(
                                HttpStatus.GATEWAY_TIMEOUT, "No answer within " + properties.timeout(), e));
    }

    private URI checked(URI url) {
        if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "url must begin with http:// or https://");
        }
        if (url.getHost() == null || !properties.allowed().contains(hostAndPort(url))) {
            throw new ResponseStatusException(
                    HttpStatus.FORBIDDEN,
                    url.getAuthority() + " is not one of sample.upstream.allowed: " + properties.allowed());
        }
        return url;
    }

    private static String hostAndPort(URI url) {
        int standard = "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
        return url.getHost().toLowerCase(Locale.ROOT) + ':' + (url.getPort() < 0 ? standard : url.getPort());
    }
}
