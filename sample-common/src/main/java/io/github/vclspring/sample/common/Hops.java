/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.common;

import io.github.vclspring.channel.VclTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Counts and times an application's hops of the chain. */
@Component
public class Hops {

    private static final String METER = "chain.hop";

    private final MeterRegistry registry;

    Hops(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Records a call.
     *
     * @param by the protocol
     * @param chain {@code vcl} or {@code kernel}
     */
    public void record(String from, String to, String by, String chain, VclTransport transport, long nanos) {
        registry.timer(METER, "from", from, "to", to, "by", by, "chain", chain, "transport", transport.name())
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** In no order. */
    public List<Hop> list() {
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
