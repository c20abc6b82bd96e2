/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/**
 * VPP's messages to a worker. The descriptor is signalled only if the queue was empty, and is read only by
 * {@code epoll_wait}, so it may be readable although the queue is empty.
 */
final class MessageQueue {

    private final int eventFd;
    private Messages incoming = new Messages();
    private Messages taken = new Messages();
    private boolean signalled;
    private boolean closed;

    /** Creates a queue that signals {@code eventFd}, unless it is -1. */
    MessageQueue(int eventFd) {
        this.eventFd = eventFd;
    }

    /** Posts a message. Returns false if the queue is closed. */
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

    /** Returns all messages. The list is valid until the next call. The caller must clear it. */
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

    /** Makes further posts fail. Queued messages can still be taken. */
    synchronized void close() {
        closed = true;
    }
}
