/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.autoconfigure.VclStatus;
import io.github.vclspring.autoconfigure.health.VclHealthIndicator;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/** The sample, with somebody who prints its health at the first moment, and at every change of state. */
public final class HealthWitness {

    private static final long INTERVAL_NANOS = 100_000;

    private static final JsonMapper JSON = new JsonMapper();
    private static final VclHealthIndicator INDICATOR =
            new VclHealthIndicator(new VclStatus(VclApplication::current, null, true));

    private HealthWitness() {}

    public static void main(String[] arguments) {
        INDICATOR.health();
        Thread witness = new Thread(HealthWitness::watch, "witness");
        witness.setDaemon(true);
        witness.start();
        SampleApplication.main(arguments);
    }

    private static void watch() {
        Optional<VclApplication> application = VclApplication.current();
        while (application.isEmpty()) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            application = VclApplication.current();
        }
        print();
        application.get().addListener((from, to) -> print());
    }

    private static void print() {
        System.out.println("health: " + JSON.writeValueAsString(INDICATOR.health()));
    }
}
