/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/** A kernel socket in the epoll set of the stand-in for VPP. Whoever touches it locks it. */
abstract class KernelSocket {

    /** -1 once closed. */
    private int fd;

    private boolean dead;
    private long epollId;

    KernelSocket(int fd) {
        this.fd = fd;
    }

    final int fd() {
        return fd;
    }

    /** Returns whether events of the kernel, and calls of the application, still have an effect. */
    final boolean isUsable() {
        return fd >= 0 && !dead;
    }

    /** Identifies this socket among all that had the same descriptor. */
    final long epollId() {
        return epollId;
    }

    final void epollId(long id) {
        epollId = id;
    }

    /** Called on the thread of the stand-in for VPP, edge-triggered. */
    abstract void onEvents(int events);

    /** VPP stopped: the socket stays open, as the peer hears nothing of it, but nothing happens any more. */
    final synchronized void die() {
        dead = true;
    }

    final synchronized boolean isDead() {
        return dead;
    }

    /** Closes the descriptor; by RST if {@code abort}, or if VPP stopped, of which the peer learns by an RST, too. */
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
