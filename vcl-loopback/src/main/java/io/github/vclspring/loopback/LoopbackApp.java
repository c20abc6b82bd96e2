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

    /** The most workers there were at once; VCL's vector never shrinks. */
    private int highWater;

    /** How many workers have re-attached since VPP stopped; 0 if all have. */
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

    /** A slot for the calling thread; null if {@code max-workers} have one. */
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

    /** VPP stopped. */
    synchronized void died() {
        deaths++;
    }

    /**
     * Counts as VCL does ({@code vcl_set_reattach_counter}, vppcom.c, 26.06): the first worker attaches the application,
     * the others register, and who comes first is known by a count that must have come back to 0.
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

    /** Returns whether some workers have attached since VPP stopped, and others not yet. */
    synchronized boolean isReattaching() {
        return deathsSeen == deaths && reattached > 0;
    }

    /** Refuses if another worker is inside a call: VCL's heap would be unmapped under it. */
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
