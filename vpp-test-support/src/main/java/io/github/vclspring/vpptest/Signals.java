/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals by the shell, whose {@code kill} is there without a package. */
public final class Signals {

    private Signals() {}

    /**
     * Sends a signal to a process.
     *
     * @param pid the id of the process
     * @param signal the name of the signal, such as {@code TERM}
     * @throws IllegalStateException if there is no such process
     */
    public static void send(long pid, String signal) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("process " + pid + " does not take SIG" + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
