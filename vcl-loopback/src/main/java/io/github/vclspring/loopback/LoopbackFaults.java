/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a test can make go wrong. Obtained by {@link LoopbackVppcomLibrary#faults}; the process has one, so a test calls
 * {@link #reset} when it is done. All methods may be called from any thread, at any time.
 *
 * <p>No fault breaks a promise that VCL keeps: what is refused with an event to follow is followed by it, unless {@link
 * #loseRoom} is set.
 */
public final class LoopbackFaults {

    private static final long DEFAULT_CLOSE_WAIT = Duration.ofSeconds(2).toNanos();
    private static final long DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(1).toNanos();
    private static final long DEFAULT_DETACH_SLEEP = 10;

    private final Set<Integer> lostPorts = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger acceptFailures = new AtomicInteger();
    private final AtomicInteger epollAddFailures = new AtomicInteger();
    private final AtomicInteger mapFailures = new AtomicInteger();
    private volatile int refuseEveryRead;
    private volatile int refuseEveryWrite;
    private volatile int readLimit = Integer.MAX_VALUE;
    private volatile int writeLimit = Integer.MAX_VALUE;
    private volatile boolean loseRoom;
    private volatile int refusedWorker = -1;
    private volatile boolean refuseAttach;
    private volatile long vppDelayMillis;
    private volatile long detachSleepMillis = DEFAULT_DETACH_SLEEP;
    private volatile long closeWaitNanos = DEFAULT_CLOSE_WAIT;
    private volatile long drainTimeoutNanos = DEFAULT_DRAIN_TIMEOUT;
    private volatile @Nullable LoopbackApp app;

    LoopbackFaults() {}

    /** Takes back all faults; a VPP that was killed stays dead. */
    public void reset() {
        refuseEveryRead = 0;
        refuseEveryWrite = 0;
        readLimit = Integer.MAX_VALUE;
        writeLimit = Integer.MAX_VALUE;
        loseRoom = false;
        refusedWorker = -1;
        refuseAttach = false;
        acceptFailures.set(0);
        epollAddFailures.set(0);
        mapFailures.set(0);
        lostPorts.clear();
        vppDelayMillis = 0;
        detachSleepMillis = DEFAULT_DETACH_SLEEP;
        closeWaitNanos = DEFAULT_CLOSE_WAIT;
        drainTimeoutNanos = DEFAULT_DRAIN_TIMEOUT;
    }

    /** Every nth stream read that would find data finds none, and an EPOLLIN follows; 0 for none. */
    public void refuseEveryRead(int nth) {
        refuseEveryRead = nth;
    }

    /** Every nth stream write finds a full fifo, and an EPOLLOUT follows (but none after write_segments); 0 for none. */
    public void refuseEveryWrite(int nth) {
        refuseEveryWrite = nth;
    }

    /** No stream read returns more bytes, though more will come; {@link Integer#MAX_VALUE} for no limit. */
    public void limitReads(int bytes) {
        readLimit = bytes;
    }

    /** No stream write takes more bytes; {@link Integer#MAX_VALUE} for no limit. */
    public void limitWrites(int bytes) {
        writeLimit = bytes;
    }

    /** Whether VPP reports nothing when a full transmit fifo has room again, as by cut-through (application_local.c, 26.06). */
    public void loseRoom(boolean lose) {
        loseRoom = lose;
    }

    /** The registration of this worker is refused by VPP; -1 for none. */
    public void refuseWorker(int index) {
        refusedWorker = index;
    }

    /** Whether VPP refuses to be attached to, also again after it died. */
    public void refuseAttach(boolean refuse) {
        refuseAttach = refuse;
    }

    /** The next {@code count} accepts return {@code ECONNABORTED}. */
    public void failAccepts(int count) {
        acceptFailures.set(count);
    }

    /** The next {@code count} sessions that are to be added to an epoll set are not: {@code EBADFD}. */
    public void failEpollAdds(int count) {
        epollAddFailures.set(count);
    }

    /** The next {@code count} connects succeed, and VCL cannot map VPP's memory for them. */
    public void failMaps(int count) {
        mapFailures.set(count);
    }

    /** When workers re-attach, VPP refuses their listeners on this port, and VCL reports nothing. */
    public void loseListener(int port) {
        lostPorts.add(port);
    }

    /** VPP takes this long before it tells of anything. */
    public void slowVpp(Duration delay) {
        vppDelayMillis = delay.toMillis();
    }

    /** How long a worker sleeps when it notices that VPP stopped; a second in VCL. */
    public void detachSleep(Duration time) {
        detachSleepMillis = time.toMillis();
    }

    /** How long VPP keeps a connection whose peer sent FIN; 2 s in VPP. */
    public void closeWait(Duration time) {
        closeWaitNanos = time.toNanos();
    }

    /** How long a worker may sleep in the kernel's epoll_wait while it holds events, before that counts as hanging. */
    public void drainTimeout(Duration time) {
        drainTimeoutNanos = time.toNanos();
    }

    /** VPP stops. */
    public void kill() {
        LoopbackApp running = app;
        if (running != null) {
            running.died();
            running.vpp().die();
        }
    }

    /** VPP is started anew; workers attach at their next epoll_wait. */
    public void revive() {
        LoopbackApp running = app;
        if (running != null) {
            running.vpp().revive();
        }
    }

    /**
     * Returns how many sessions VCL holds, epoll sets and those that wait for VPP's answer to a close included. What is closed
     * while its connect is under way and then fails, or before it was connected, stays for ever, as in VCL.
     */
    public int sessions() {
        LoopbackApp running = app;
        return running == null ? 0 : running.sessions();
    }

    /** Returns how many messages of VPP's wait for workers. */
    int messages() {
        LoopbackApp running = app;
        return running == null ? 0 : running.vpp().messages();
    }

    void app(@Nullable LoopbackApp created) {
        app = created;
    }

    boolean affectReads() {
        return refuseEveryRead > 0 || readLimit < Integer.MAX_VALUE;
    }

    boolean affectWrites() {
        return refuseEveryWrite > 0 || writeLimit < Integer.MAX_VALUE;
    }

    /** Bytes that this read may return. */
    int readLimit() {
        return isNth(reads, refuseEveryRead) ? 0 : readLimit;
    }

    /** Bytes that this write may take. */
    int writeLimit() {
        return isNth(writes, refuseEveryWrite) ? 0 : writeLimit;
    }

    private static boolean isNth(AtomicInteger counter, int nth) {
        return nth > 0 && counter.incrementAndGet() % nth == 0;
    }

    boolean losesRoom() {
        return loseRoom;
    }

    boolean refusesWorker(int index) {
        return refusedWorker == index;
    }

    boolean allowsAttach() {
        return !refuseAttach;
    }

    boolean failsAccept() {
        return isOneOf(acceptFailures);
    }

    boolean failsEpollAdd() {
        return isOneOf(epollAddFailures);
    }

    boolean failsMap() {
        return isOneOf(mapFailures);
    }

    private static boolean isOneOf(AtomicInteger failures) {
        return failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    boolean losesListener(int port) {
        return lostPorts.contains(port);
    }

    long closeWaitNanos() {
        return closeWaitNanos;
    }

    long drainTimeoutNanos() {
        return drainTimeoutNanos;
    }

    /** Returns how often workers are looked at for {@link #drainTimeout}. */
    int checkIntervalMillis() {
        return (int) Math.max(10, Math.min(200, drainTimeoutNanos / 3_000_000));
    }

    void delayVpp() {
        sleep(vppDelayMillis);
    }

    void sleepInDetach() {
        sleep(detachSleepMillis);
    }

    private static void sleep(long millis) {
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
