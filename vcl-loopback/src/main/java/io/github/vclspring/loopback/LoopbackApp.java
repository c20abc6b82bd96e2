/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import org.jspecify.annotations.Nullable;

/** The process's VCL application, from {@code app_create} to {@code app_destroy}. */
final class LoopbackApp {

    private final VclConf conf;
    private final LoopbackFaults faults;
    private final Vpp vpp;
    private final @Nullable Worker[] workers;
    private int registered;

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
