/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import io.github.vclspring.channel.VclTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Counts and times what this service asks of the next one. */
@Component
@Profile("chain")
class Hops {

    private static final String METER = "chain.hop";

    private final MeterRegistry registry;
    private final String name;

    Hops(MeterRegistry registry, ChainProperties properties) {
        this.registry = registry;
        this.name = properties.name();
    }

    /**
     * The calls from one application to another since the start.
     *
     * @param by the protocol
     * @param chain {@code vcl} or {@code kernel}
     */
    record Hop(String from, String to, String by, String chain, VclTransport transport, long count, double seconds) {}

    void record(String to, String by, String chain, VclTransport transport, long nanos) {
        registry.timer(METER, "from", name, "to", to, "by", by, "chain", chain, "transport", transport.name())
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    List<Hop> list() {
        return registry.find(METER).timers().stream().map(Hops::hop).toList();
    }

    private static Hop hop(Timer timer) {
        return new Hop(
                tag(timer, "from"),
                tag(timer, "to"),
                tag(timer, "by"),
                tag(timer, "chain"),
                VclTransport.valueOf(tag(timer, "transport")),
                timer.count(),
                timer.totalTime(TimeUnit.SECONDS));
    }

    private static String tag(Timer timer, String key) {
        return String.valueOf(timer.getId().getTag(key));
    }
}
