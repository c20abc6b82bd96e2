/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/**
 * Counters of one worker. Written by its loop without synchronization; a reader on another thread sees values that may
 * lag by moments.
 */
public final class VclWorkerStats {

    /** Nanoseconds ({@link System#nanoTime}) at the start of the loop's last turn. */
    public long lastTurn;
    /** Turns in which the loop looked for events. */
    public long turns;
    /** How often VPP's descriptor woke the loop. */
    public long wakeups;
    /** Events that VCL handed out. */
    public long events;
    /** Sessions open now, listeners not counted. */
    public long openSessions;
    /** Connections accepted. */
    public long accepted;
    /** Outbound connections established. */
    public long connected;
    /** Outbound connections that failed. */
    public long connectFailures;
    /** Connections that ended with a reset or with VPP's death. */
    public long failed;
    /** Listening sessions open now. */
    public long listeners;
    /** Bytes read. */
    public long bytesRead;
    /** Read calls that moved bytes. */
    public long reads;
    /** Bytes written. */
    public long bytesWritten;
    /** Write calls that moved bytes. */
    public long writes;
    /** Write calls that found the fifo full. */
    public long writeWouldBlock;
    /** Read calls that found the fifo empty. */
    public long readWouldBlock;

    VclWorkerStats() {}
}
