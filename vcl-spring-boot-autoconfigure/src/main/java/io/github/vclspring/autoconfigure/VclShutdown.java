/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.application.VclExit;
import java.util.List;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the VCL application after the graceful shutdown of the contexts when the JVM exits. Spring Boot's shutdown hook
 * closes the contexts and then ends the application. VCL's own hook waits for Spring's to end, and ends the application
 * if that has not happened: Spring's hook may not be registered, may have begun before the auto-configuration existed,
 * or may fail.
 */
final class VclShutdown {

    /** Thread names of Spring Boot's hook, and of the hook of a context that registered its own. */
    private static final Set<String> SPRINGS_HOOKS =
            Set.of("SpringApplicationShutdownHook", ConfigurableApplicationContext.SHUTDOWN_HOOK_THREAD_NAME);

    private static final int CHECKS = 50;
    private static final long CHECK_INTERVAL_MILLIS = 20;

    private static boolean registered;

    private VclShutdown() {}

    static synchronized void register() {
        if (registered) {
            return;
        }
        Runnable exit = VclExit.takeOver(VclShutdown::awaitSpring);
        try {
            SpringApplication.getShutdownHandlers().add(exit);
            registered = true;
        } catch (IllegalStateException e) {
            // Spring's hook is running and accepts no more handlers, so VCL's own must suffice
            registered = false;
        }
    }

    /** Waits until Spring's hooks have ended, despite interrupts. */
    private static void awaitSpring() {
        boolean interrupted = false;
        for (int i = 0; i < CHECKS && VclApplication.current().isPresent(); i++) {
            // in this order, so that a hook that has begun is either found or has ended
            boolean begun = isSpringShuttingDown();
            List<Thread> hooks = springsHooks();
            for (Thread hook : hooks) {
                interrupted |= isInterruptedUntilEndOf(hook);
            }
            if (begun || !hooks.isEmpty()) {
                break;
            }
            interrupted |= isInterruptedInPause();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Thread> springsHooks() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> SPRINGS_HOOKS.contains(thread.getName()))
                .toList();
    }

    private static boolean isInterruptedUntilEndOf(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private static boolean isInterruptedInPause() {
        try {
            Thread.sleep(CHECK_INTERVAL_MILLIS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Returns whether Spring Boot's hook has begun, and so accepts no more handlers. */
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
