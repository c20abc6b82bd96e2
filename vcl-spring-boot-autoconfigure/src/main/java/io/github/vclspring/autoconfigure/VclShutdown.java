/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclExit;
import org.springframework.boot.SpringApplication;

/**
 * Puts the end of the VCL application after the graceful shutdown of the contexts, when the JVM exits. Spring Boot's
 * shutdown hook closes the contexts and then runs this; where that hook was not registered, a hook of our own does.
 */
final class VclShutdown {

    private static final int CHECKS = 50;
    private static final long CHECK_INTERVAL_MILLIS = 20;

    private static boolean registered;

    private VclShutdown() {}

    static synchronized void register() {
        if (registered) {
            return;
        }
        try {
            Runnable exit = VclExit.takeOver();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> runUnlessSpringDoes(exit), "vcl-exit"));
            SpringApplication.getShutdownHandlers().add(exit);
            registered = true;
        } catch (IllegalStateException e) {
            // the JVM is on its way out: the context will not come up
            registered = false;
        }
    }

    /** Whether Spring Boot's hook is registered is only seen when it runs: it then takes no further handlers. */
    private static void runUnlessSpringDoes(Runnable exit) {
        for (int i = 0; i < CHECKS && VclApplication.current().isPresent(); i++) {
            if (isSpringShuttingDown()) {
                return;
            }
            try {
                Thread.sleep(CHECK_INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        exit.run();
    }

    private static boolean isSpringShuttingDown() {
        Runnable probe = () -> {};
        try {
            SpringApplication.getShutdownHandlers().add(probe);
            SpringApplication.getShutdownHandlers().remove(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
