/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import java.time.Duration;
import java.time.Instant;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** Server-sent events. */
@RestController
class TimeController {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    @GetMapping(path = "/api/time", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<String> time() {
        return Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .map(tick -> Instant.now().toString());
    }
}
