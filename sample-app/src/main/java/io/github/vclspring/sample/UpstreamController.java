/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** An outbound call, made over the same transport as the inbound one that asks for it. */
@RestController
class UpstreamController {

    private final WebClient client;
    private final UpstreamProperties properties;

    UpstreamController(WebClient.Builder builder, UpstreamProperties properties) {
        this.client = builder.build();
        this.properties = properties;
    }

    @GetMapping("/api/upstream")
    Mono<Upstream> upstream(@RequestParam(required = false) @Nullable URI url) {
        URI target = (url != null) ? checked(url) : properties.url();
        long start = System.nanoTime();
        return client.get()
                .uri(target)
                .exchangeToMono(response -> summary(target, response, start))
                .timeout(properties.timeout())
                .onErrorMap(WebClientRequestException.class, e -> failure(HttpStatus.BAD_GATEWAY, target, e))
                .onErrorMap(TimeoutException.class, e -> failure(HttpStatus.GATEWAY_TIMEOUT, target, e));
    }

    private URI checked(URI url) {
        String scheme = url.getScheme();
        String host = url.getHost();
        if (host == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Not an absolute http or https address");
        }
        if (!properties.allowed().contains(host.toLowerCase(Locale.ROOT))) {
            throw new ResponseStatusException(
                    HttpStatus.FORBIDDEN, "The host is not one of those in sample.upstream.allowed");
        }
        return url;
    }

    private static Mono<Upstream> summary(URI target, ClientResponse response, long start) {
        String type = response.headers().contentType().map(MediaType::toString).orElse(null);
        return response.bodyToFlux(DataBuffer.class)
                .map(UpstreamController::countAndRelease)
                .reduce(0L, Long::sum)
                .map(bytes -> new Upstream(
                        target,
                        response.statusCode().value(),
                        type,
                        bytes,
                        (System.nanoTime() - start) / 1_000,
                        Thread.currentThread().getName()));
    }

    private static long countAndRelease(DataBuffer buffer) {
        long bytes = buffer.readableByteCount();
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static ResponseStatusException failure(HttpStatus status, URI target, Throwable cause) {
        return new ResponseStatusException(status, "No answer from " + target.getHost(), cause);
    }

    /**
     * What was answered.
     *
     * @param url the address that was called
     * @param status the status of its answer
     * @param contentType the media type of its body
     * @param bytes the length of its body
     * @param micros how long it took, in microseconds
     * @param servedBy the event loop that received it
     */
    record Upstream(URI url, int status, @Nullable String contentType, long bytes, long micros, String servedBy) {}
}
