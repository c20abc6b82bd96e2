/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.time.Duration;
import java.time.Instant;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

@RestController
class TimeController {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** The time, once a second for as long as the client listens. */
    @GetMapping(path = "/api/time", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Instant>> time() {
        return Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .map(tick -> ServerSentEvent.builder(Instant.now())
                        .id(String.valueOf(tick))
                        .event("time")
                        .build());
    }
}
