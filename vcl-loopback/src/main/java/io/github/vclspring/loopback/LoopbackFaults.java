/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Faults that a test can inject. Obtained from {@link LoopbackVppcomLibrary#faults}. The process has one instance, so a
 * test calls {@link #reset} when it is done. All methods may be called on any thread at any time.
 *
 * <p>No fault breaks a promise of VCL: if an event must follow a refusal, it does, unless {@link #loseRoom} is set.
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

    /** Clears all faults. A VPP that was stopped by {@link #kill} stays stopped. */
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

    /** Makes every nth stream read that would find data find none, followed by an EPOLLIN; 0 for none. */
    public void refuseEveryRead(int nth) {
        refuseEveryRead = nth;
    }

    /** Makes every nth stream write find a full fifo, followed by an EPOLLOUT (not for write_segments); 0 for none. */
    public void refuseEveryWrite(int nth) {
        refuseEveryWrite = nth;
    }

    /** Limits the bytes that a stream read returns, though more follow; {@link Integer#MAX_VALUE} for no limit. */
    public void limitReads(int bytes) {
        readLimit = bytes;
    }

    /** Limits the bytes that a stream write accepts; {@link Integer#MAX_VALUE} for no limit. */
    public void limitWrites(int bytes) {
        writeLimit = bytes;
    }

    /** Sets whether VPP leaves room in a full fifo unreported, as over cut-through (application_local.c, 26.06). */
    public void loseRoom(boolean lose) {
        loseRoom = lose;
    }

    /** Makes VPP refuse the registration of this worker; -1 for none. */
    public void refuseWorker(int index) {
        refusedWorker = index;
    }

    /** Sets whether VPP refuses all attempts to attach and re-attach. */
    public void refuseAttach(boolean refuse) {
        refuseAttach = refuse;
    }

    /** Makes the next {@code count} accepts return {@code ECONNABORTED}. */
    public void failAccepts(int count) {
        acceptFailures.set(count);
    }

    /** Makes the next {@code count} additions to an epoll set fail with {@code EBADFD}. */
    public void failEpollAdds(int count) {
        epollAddFailures.set(count);
    }

    /** Makes VCL unable to map VPP's memory for the next {@code count} connects, although they succeed. */
    public void failMaps(int count) {
        mapFailures.set(count);
    }

    /** Makes VPP refuse listeners on this port when workers re-attach, which VCL does not report. */
    public void loseListener(int port) {
        lostPorts.add(port);
    }

    /** Delays everything that VPP reports. */
    public void slowVpp(Duration delay) {
        vppDelayMillis = delay.toMillis();
    }

    /** Sets how long a worker sleeps when it notices that VPP stopped; a second in VCL. */
    public void detachSleep(Duration time) {
        detachSleepMillis = time.toMillis();
    }

    /** Sets how long VPP keeps a connection after the peer's FIN; 2 s in VPP. */
    public void closeWait(Duration time) {
        closeWaitNanos = time.toNanos();
    }

    /** Sets how long a worker may sleep in the kernel's epoll_wait with unhandled events before it counts as hung. */
    public void drainTimeout(Duration time) {
        drainTimeoutNanos = time.toNanos();
    }

    /** Stops VPP. */
    public void kill() {
        LoopbackApp running = app;
        if (running != null) {
            running.died();
            running.vpp().die();
        }
    }

    /** Restarts VPP. Workers attach at their next epoll_wait. */
    public void revive() {
        LoopbackApp running = app;
        if (running != null) {
            running.vpp().revive();
        }
    }

    /**
     * Returns how many sessions VCL has, including epoll sets and sessions that wait for VPP's answer to a close. A
     * session closed before its connect, or during a connect that then fails, stays forever, as in VCL.
     */
    public int sessions() {
        LoopbackApp running = app;
        return running == null ? 0 : running.sessions();
    }

    /** Returns how many of VPP's messages wait for workers. */
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

    /** Returns how many bytes this read may return. */
    int readLimit() {
        return isNth(reads, refuseEveryRead) ? 0 : readLimit;
    }

    /** Returns how many bytes this write may accept. */
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

    /** Returns how often workers are checked for {@link #drainTimeout}. */
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
