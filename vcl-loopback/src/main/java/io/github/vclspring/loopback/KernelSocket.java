/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/** A kernel socket in the epoll set of {@link Vpp}. Every access locks it. */
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

    /** Returns whether kernel events and application calls still have an effect. */
    final boolean isUsable() {
        return fd >= 0 && !dead;
    }

    /** Distinguishes this socket from others that had the same descriptor. */
    final long epollId() {
        return epollId;
    }

    final void epollId(long id) {
        epollId = id;
    }

    /** Called on the {@link Vpp} thread, edge-triggered. */
    abstract void onEvents(int events);

    /** Called when VPP stops. The socket stays open, because the peer is not notified, but is no longer usable. */
    final synchronized void die() {
        dead = true;
    }

    final synchronized boolean isDead() {
        return dead;
    }

    /** Closes the descriptor. Sends an RST if {@code abort} or if VPP stopped, as its peers receive one then, too. */
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
