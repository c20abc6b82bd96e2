/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/**
 * What VPP tells a worker. Its descriptor is signalled only when the queue was empty, and is read by {@code epoll_wait} only,
 * so it may be readable with nothing to take.
 */
final class MessageQueue {

    private final int eventFd;
    private Messages incoming = new Messages();
    private Messages taken = new Messages();
    private boolean signalled;
    private boolean closed;

    /** Signals {@code eventFd}, unless it is -1. */
    MessageQueue(int eventFd) {
        this.eventFd = eventFd;
    }

    /** Returns false if the worker is gone. */
    synchronized boolean post(Session session, int type, int argument) {
        if (closed) {
            return false;
        }
        incoming.add(session, type, argument);
        if (incoming.size() == 1 && eventFd >= 0) {
            signalled = true;
            Kernel.signal(eventFd);
        }
        return true;
    }

    synchronized int size() {
        return incoming.size();
    }

    /** All messages; the list is valid until the next call, and is to be cleared by the caller. */
    synchronized Messages takeAll() {
        Messages all = incoming;
        incoming = taken;
        taken = all;
        return all;
    }

    /** Reads the descriptor, if it was signalled. */
    synchronized void unsignal() {
        if (signalled) {
            signalled = false;
            Kernel.unsignal(eventFd);
        }
    }

    /** Makes further posts fail; what is left is to be taken. */
    synchronized void close() {
        closed = true;
    }
}
