/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import java.time.Duration;
import org.springframework.boot.reactor.netty.autoconfigure.ReactorNettyProperties;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/**
 * How long event loops may take to shut down.
 *
 * @param quietPeriod time without new tasks
 * @param timeout maximum time; Netty rejects one below the quiet period, and the loops would keep running
 */
record ShutdownPeriods(Duration quietPeriod, Duration timeout) {

    static ShutdownPeriods of(ReactorNettyProperties properties) {
        Duration set = properties.getShutdownQuietPeriod();
        Duration quietPeriod = (set != null) ? set : Duration.ofSeconds(LoopResources.DEFAULT_SHUTDOWN_QUIET_PERIOD);
        Duration timeout = Duration.ofSeconds(LoopResources.DEFAULT_SHUTDOWN_TIMEOUT);
        return new ShutdownPeriods(quietPeriod, (timeout.compareTo(quietPeriod) < 0) ? quietPeriod : timeout);
    }

    void applyTo(ReactorResourceFactory factory) {
        factory.setShutdownQuietPeriod(quietPeriod);
        factory.setShutdownTimeout(timeout);
    }
}
