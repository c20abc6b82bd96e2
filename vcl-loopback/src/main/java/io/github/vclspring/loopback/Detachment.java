/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;

/** VCL's reaction to a stop of VPP ({@code vcl_worker_detach_sessions}, {@code vcl_api_retry_attach}, 26.06). */
final class Detachment {

    private Detachment() {}

    /** Called by {@code epoll_wait}. Returns false if the worker is or was detached, which completes the call. */
    static boolean check(Worker worker) {
        if (!worker.isAttached()) {
            retry(worker);
            return false;
        }
        if (worker.isVppStopped()) {
            detach(worker);
            return false;
        }
        return true;
    }

    private static void detach(Worker worker) {
        worker.attached(false);
        dropAccepted(worker.takeMessages());
        for (Session session : worker.sessions()) {
            if (session != null && !session.epollSet) {
                detach(session);
            }
        }
        worker.faults().sleepInDetach();
    }

    private static void detach(Session session) {
        session.orphaned = session.state != SessionState.LISTEN;
        switch (session.state) {
            case LISTEN -> session.listenNoMq = true;
            case CLOSED -> {
                SessionCalls.releaseSocket(session);
                session.worker().freeByVcl(session);
            }
            case READY -> {
                session.worker().addUnhandled(session, Messages.DISCONNECTED, 0);
                session.state = SessionState.DETACHED;
            }
            default -> session.state = SessionState.DETACHED;
        }
    }

    private static void retry(Worker worker) {
        if (!worker.faults().allowsAttach() || !worker.vpp().isAlive()) {
            return;
        }
        worker.countReattachment();
        if (!worker.vpp().attach(worker)) {
            return;
        }
        worker.renewQueue();
        worker.attached(true);
        for (int i = 0; i < worker.sessions().size(); i++) {
            Session session = worker.sessions().get(i);
            if (session != null && session.state == SessionState.LISTEN) {
                replay(session);
            }
        }
    }

    /** Listens again without waiting for the answer, so a failure is silent. */
    private static void replay(Session listener) {
        listener.listenNoMq = false;
        SockAddr address = listener.local.load(listener.worker().scratch());
        int result = listener.worker().faults().losesListener(address.port())
                ? Errno.EADDRNOTAVAIL
                : ListenerCalls.bindInVpp(listener, address);
        if (result < 0) {
            listener.worker().post(listener, Messages.BOUND, Errno.EFAULT);
        }
    }

    /** Discards VPP's messages, and aborts the connections that they announced. */
    static void dropAccepted(Messages messages) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.type(i) == Messages.ACCEPTED) {
                Kernel.abort(messages.argument(i));
            }
        }
        messages.clear();
    }
}
