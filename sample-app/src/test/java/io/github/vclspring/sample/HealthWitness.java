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

    /** Held while one prints, so that no state overtakes the one before it. */
    private static final Object PRINTING = new Object();

    private HealthWitness() {}

    public static void main(String[] arguments) {
        // the first time takes long, and states do not wait for it
        JSON.writeValueAsString(INDICATOR.health());
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
        synchronized (PRINTING) {
            // ahead of the first look: what changes after it is told
            application.get().addListener((from, to) -> print());
            print();
        }
    }

    private static void print() {
        synchronized (PRINTING) {
            System.out.println("health: " + JSON.writeValueAsString(INDICATOR.health()));
        }
    }
}
