/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.common;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a page shows, each second. */
public final class Snapshots {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private Snapshots() {}

    /** Takes one snapshot per second, however many pages are open, and none while none is. */
    public static <T> Flux<T> everySecond(Mono<T> snapshot) {
        return Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .concatMap(tick -> snapshot, 1)
                .replay(1)
                .refCount();
    }
}
