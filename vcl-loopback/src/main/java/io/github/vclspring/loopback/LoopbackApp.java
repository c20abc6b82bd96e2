/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The process's VCL application, from {@code app_create} to {@code app_destroy}. */
final class LoopbackApp {

    private final VclConf conf;
    private final LoopbackFaults faults;
    private final Vpp vpp;
    private final @Nullable Worker[] workers;
    private final AtomicInteger sessions = new AtomicInteger();
    private int registered;

    /** Maximum number of simultaneous workers so far; VCL's vector never shrinks. */
    private int highWater;

    /** Number of workers that have re-attached since VPP stopped; 0 if all have. */
    private int reattached;

    private int deaths;
    private int deathsSeen;

    LoopbackApp(VclConf conf, LoopbackFaults faults, Vpp vpp) {
        this.conf = conf;
        this.faults = faults;
        this.vpp = vpp;
        workers = new Worker[conf.maxWorkers()];
    }

    VclConf conf() {
        return conf;
    }

    LoopbackFaults faults() {
        return faults;
    }

    Vpp vpp() {
        return vpp;
    }

    /** Returns a slot for the calling thread, or null if all {@code max-workers} are taken. */
    synchronized @Nullable Worker allocate() {
        for (int i = 0; i < workers.length; i++) {
            if (workers[i] == null) {
                Worker worker = new Worker(this, i);
                workers[i] = worker;
                registered++;
                highWater = Math.max(highWater, i + 1);
                return worker;
            }
        }
        return null;
    }

    synchronized @Nullable Worker worker(int index) {
        return index >= 0 && index < workers.length ? workers[index] : null;
    }

    synchronized void free(Worker worker) {
        worker.end();
        workers[worker.index()] = null;
        registered--;
    }

    synchronized int registered() {
        return registered;
    }

    void sessions(int change) {
        sessions.addAndGet(change);
    }

    int sessions() {
        return sessions.get();
    }

    /** Called when VPP stops. */
    synchronized void died() {
        deaths++;
    }

    /**
     * Counts like VCL ({@code vcl_set_reattach_counter}, vppcom.c, 26.06): the first worker attaches the application,
     * and the others register. The first is recognized by a counter that must have returned to 0.
     */
    synchronized void countReattachment() {
        int missing = reattached;
        boolean first = deathsSeen != deaths;
        deathsSeen = deaths;
        reattached = ((first ? 0 : missing) + 1) % highWater;
        if (first && missing != 0) {
            throw new LoopbackMisuseException("VPP was restarted again, and only " + missing + " of " + highWater
                    + " workers had attached after the restart before: VCL calls exit(1). Every worker must go on"
                    + " calling epoll_wait, and none may be unregistered while the application lives");
        }
    }

    /** Returns whether some, but not all, workers have re-attached since VPP stopped. */
    synchronized boolean isReattaching() {
        return deathsSeen == deaths && reattached > 0;
    }

    /** Fails if another worker is inside a call, because VCL would unmap its heap under it. */
    synchronized void destroy() {
        for (Worker worker : workers) {
            if (worker != null && worker.thread() != Thread.currentThread()) {
                for (StackTraceElement frame : worker.thread().getStackTrace()) {
                    if (frame.getClassName().equals(LoopbackVppcom.class.getName())) {
                        throw new LoopbackMisuseException("app_destroy while worker " + worker.index() + " ("
                                + worker.thread().getName() + ") is inside " + frame.getMethodName()
                                + ": VCL unmaps its heap, and that worker dies by SIGSEGV");
                    }
                }
            }
        }
        for (Worker worker : workers) {
            if (worker != null) {
                free(worker);
            }
        }
        vpp.stop();
    }
}
