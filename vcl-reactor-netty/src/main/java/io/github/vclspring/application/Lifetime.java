/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The lifetime of an application. It ends when there are no claims, no worker is being registered, and all workers have
 * ended. The thread that detects this ends it, once. Thread-safe.
 */
final class Lifetime {

    /** How often {@link #awaitEnd} checks for workers whose thread died without stopping them. */
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final BooleanSupplier workersHaveEnded;
    private final Runnable end;
    private int claims = 1;
    private int registering;
    private boolean ending;
    private boolean over;

    /**
     * Creates a lifetime with one claim.
     *
     * @param end may block; no lock is held while it runs, so that a VPP that hangs delays no other thread
     */
    Lifetime(BooleanSupplier workersHaveEnded, Runnable end) {
        this.workersHaveEnded = workersHaveEnded;
        this.end = end;
    }

    /** Adds a claim. Returns false if there were none left, because the lifetime is then ending. */
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

    /** Keeps the lifetime from ending until {@link #registrationEnds}. Returns false if there are no claims. */
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

    /** Waits uninterruptibly until the lifetime is over. Returns false on timeout. */
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
