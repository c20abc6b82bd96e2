/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/** A kernel socket that the stand-in for VPP watches. Its lock is held by whoever touches it. */
abstract class KernelSocket {

    /** -1 once closed. */
    private int fd;

    private boolean dead;
    private long watch;

    KernelSocket(int fd) {
        this.fd = fd;
    }

    final int fd() {
        return fd;
    }

    /** Whether events of the kernel, and calls of the application, still have an effect. */
    final boolean isUsable() {
        return fd >= 0 && !dead;
    }

    /** Identifies this socket among all that had the same descriptor. */
    final long watch() {
        return watch;
    }

    final void watch(long id) {
        watch = id;
    }

    /** Called on the thread of the stand-in for VPP, edge-triggered. */
    abstract void onEvents(int events);

    /** VPP died: the socket stays open, as the peer hears nothing of it, but nothing happens any more. */
    final synchronized void die() {
        dead = true;
    }

    final synchronized boolean isDead() {
        return dead;
    }

    /** Closes the descriptor; by RST if {@code abort}, or if VPP died, of which the peer learns by an RST, too. */
    final synchronized void closeFd(Vpp vpp, boolean abort) {
        int open = fd;
        if (open < 0) {
            return;
        }
        fd = -1;
        vpp.forget(this, open);
        if (abort || dead) {
            Kernel.abort(open);
        } else {
            Kernel.close(open);
        }
    }
}
