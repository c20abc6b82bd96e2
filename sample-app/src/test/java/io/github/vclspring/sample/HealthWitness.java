/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.health.VclHealthIndicator;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.health.contributor.Health;
import tools.jackson.databind.json.JsonMapper;

/** The sample, with somebody who asks for its health from the first moment to the last, and prints every change of state. */
public final class HealthWitness {

    private static final long INTERVAL_NANOS = 200_000;

    private HealthWitness() {}

    public static void main(String[] arguments) {
        Thread witness = new Thread(HealthWitness::watch, "witness");
        witness.setDaemon(true);
        witness.start();
        SampleApplication.main(arguments);
    }

    private static void watch() {
        var json = new JsonMapper();
        var status = new VclStatus(VclApplication::current, null, true);
        var indicator = new VclHealthIndicator(status);
        VclStatus.State last = null;
        while (!Thread.interrupted()) {
            if (status.state() != last) {
                Health health = indicator.health();
                last = (VclStatus.State) health.getDetails().get("state");
                System.out.println("health: " + json.writeValueAsString(health));
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
    }
}
