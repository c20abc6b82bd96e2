/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The lifetime of an application: it lasts until nobody claims it, no worker is being registered, and all workers have ended. Then it
 * is ended once, by the thread that finds this out. Any thread.
 */
final class Lifetime {

    /** How often a wait looks for workers whose thread died without stopping them. */
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final BooleanSupplier workersHaveEnded;
    private final Runnable end;
    private int claims = 1;
    private int registering;
    private boolean ending;
    private boolean over;

    /**
     * A lifetime with one claim.
     *
     * @param end may block; no lock is held while it runs, so that a VPP that hangs delays nobody else
     */
    Lifetime(BooleanSupplier workersHaveEnded, Runnable end) {
        this.workersHaveEnded = workersHaveEnded;
        this.end = end;
    }

    /** Adds a claim. Returns false if there was none left: it is too late. */
    synchronized boolean claim() {
        if (claims == 0) {
            return false;
        }
        claims++;
        return true;
    }

    void release() {
        synchronized (this) {
            claims = Math.max(0, claims - 1);
        }
        endIfUnused();
    }

    void releaseAll() {
        synchronized (this) {
            claims = 0;
        }
        endIfUnused();
    }

    /** Keeps it alive until {@link #registrationEnds}. Returns false if nobody claims it. */
    synchronized boolean registrationBegins() {
        if (claims == 0) {
            return false;
        }
        registering++;
        return true;
    }

    void registrationEnds() {
        synchronized (this) {
            registering--;
        }
        endIfUnused();
    }

    void endIfUnused() {
        synchronized (this) {
            if (ending || claims > 0 || registering > 0 || !workersHaveEnded.getAsBoolean()) {
                return;
            }
            ending = true;
        }
        end.run();
        synchronized (this) {
            over = true;
            notifyAll();
        }
    }

    /** Waits until it is over, whatever interrupts the thread. Returns whether it is. */
    boolean awaitEnd(long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        boolean interrupted = false;
        try {
            for (long left = timeoutNanos; !isOver() && left > 0; left = deadline - System.nanoTime()) {
                endIfUnused();
                interrupted |= isInterruptedIn(Math.min(left, CHECK_NANOS));
            }
            return isOver();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean isInterruptedIn(long nanos) {
        try {
            if (!over) {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            }
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
