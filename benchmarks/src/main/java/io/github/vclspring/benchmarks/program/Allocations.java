/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what the program's threads allocate on the heap. */
final class Allocations {

    private Allocations() {}

    /** Bytes, since each thread started; without the thread that asks. */
    static long ofOtherThreads() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long own = Thread.currentThread().getId();
        long total = 0;
        for (long id : threads.getAllThreadIds()) {
            if (id != own) {
                // -1 for a thread that has just ended
                total += Math.max(0, threads.getThreadAllocatedBytes(id));
            }
        }
        return total;
    }
}
