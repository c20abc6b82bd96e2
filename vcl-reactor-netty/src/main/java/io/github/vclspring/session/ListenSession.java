/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.application.WorkerState;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening session. It survives a restart of VPP: VCL listens again by itself. */
@Internal
public final class ListenSession extends VclSession {

    private enum State {
        NEW,
        UNANSWERED,
        LISTENING
    }

    private State state = State.NEW;

    ListenSession(VclSessions sessions, int handle) {
        super(sessions, handle);
    }

    /**
     * Binds and listens. Blocks until VPP answers. While detached, VCL keeps the session and listens after
     * re-attaching.
     *
     * @throws VclAttachException if VPP does not answer in time; the session is then closed after the answer
     */
    public void listen(InetSocketAddress local, int backlog) throws IOException {
        if (worker().state() == WorkerState.CLOSING) {
            throw VclErrors.vppStopped();
        }
        int result = vppcom().sessionBind(handle(), sessions().endpoint(local).address());
        if (result >= 0) {
            result = vppcom().sessionListen(handle(), backlog);
        }
        if (result == Errno.ETIMEDOUT) {
            state = State.UNANSWERED;
            throw VclErrors.listenUnanswered(local);
        }
        if (result < 0) {
            throw VclErrors.bind("vppcom_session_listen", result, error(), local);
        }
        state = State.LISTENING;
    }

    /** Accepts a connection. Returns null if there is none, or while not attached. */
    public @Nullable VclSession accept() throws IOException {
        // while not attached, VCL would dereference a null pointer (vppcom.c vppcom_session_accept, 26.06)
        while (state == State.LISTENING && isOpen() && worker().isAttached()) {
            VppcomEndpoint peer = sessions().endpoint();
            int child = vppcom().sessionAccept(handle(), peer.address(), Vppcom.O_NONBLOCK);
            if (child >= 0) {
                stats().accepted++;
                stats().openSessions++;
                return new VclSession(sessions(), child, peer.get());
            }
            if (child == Errno.EAGAIN) {
                break;
            }
            stats().acceptsFailed++;
            if (child != Errno.ECONNABORTED) {
                throw VclErrors.io("vppcom_session_accept", child);
            }
        }
        return null;
    }

    /** Refuses pending connections. If they were accepted in the next epoch, they would use memory of this one. */
    @Override
    public void refusePending() {
        if (isOpen() && !worker().isDetached() && isListening()) {
            refuseAll();
        }
    }

    private void refuseAll() {
        int child;
        do {
            child = acceptAndClose();
        } while (child >= 0 || child == Errno.ECONNABORTED);
    }

    private int acceptAndClose() {
        int child = vppcom().sessionAccept(handle(), sessions().endpoint().address(), Vppcom.O_NONBLOCK);
        if (child >= 0) {
            sessions().closeNow(child);
        }
        return child;
    }

    private boolean isListening() {
        // accept is the only call whose result changes once a session listens
        if (state == State.UNANSWERED && !worker().isDetached() && acceptAndClose() != Errno.EBADFD) {
            state = State.LISTENING;
        }
        return state == State.LISTENING;
    }

    /** A listening session can also be closed before VCL has noticed that VPP stopped. */
    @Override
    public boolean awaitsDetach() {
        return state != State.LISTENING && super.awaitsDetach();
    }

    /**
     * Defers the close until VPP has answered the listen. A late answer would otherwise revive the closed session, with
     * nobody to accept its connections (vppcom.c {@code vcl_session_cleanup}, {@code vcl_session_bound_handler},
     * 26.06).
     */
    @Override
    public CloseAfter closesAfter() {
        CloseAfter after = super.closesAfter();
        boolean unanswered =
                after == CloseAfter.NOTHING && state == State.UNANSWERED && mayBeAnswered() && !isListening();
        return unanswered ? CloseAfter.LISTEN_ANSWER : after;
    }

    @Override
    void release() {
        if (!isListening()) {
            super.release();
            return;
        }
        if (!worker().isDetached()) {
            // VCL crashes when it closes a listener with pending connections (vppcom_session_unbind, 26.06)
            refuseAll();
        }
        sessions().closeListener(handle());
    }
}
