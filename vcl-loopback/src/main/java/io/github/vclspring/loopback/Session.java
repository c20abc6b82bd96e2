/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.VppcomProto;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The counterpart of {@code vcl_session_t}. Accessed only by its worker, except for {@link #worker}. */
final class Session {

    private final Worker worker;
    final int index;
    final int proto;

    /** Whether it is an epoll set, created by {@code epoll_create}. */
    final boolean epollSet;

    boolean nonBlocking;
    SessionState state = SessionState.CLOSED;

    /** Whether a connect was sent whose answer was not handled yet. */
    boolean connecting;

    /** Whether the application called close, and the slot waits for VPP's answer. */
    boolean appClosed;

    /** Whether it is a TCP listener that was closed, for which VPP has not answered. */
    boolean unlistening;

    /** Whether VPP has stopped since the session was created, so that its queues and fifos are unmapped. */
    boolean orphaned;

    boolean freed;
    boolean readShutdown;
    boolean writeShutdown;

    /** Whether it is a listener unknown to VPP, because VPP has stopped, or had when the application listened. */
    boolean listenNoMq;

    /** Whether an EPOLLIN was returned and no read has followed, until which no other is returned. */
    boolean rxEventGiven;

    /** Whether a DISCONNECTED or RESET is postponed. The slot must not be freed until its event is returned. */
    boolean pendingDisconnect;

    boolean pendingFree;

    /** When the peer's FIN was received, in the state {@link SessionState#VPP_CLOSING}. */
    long closingSince;

    /** What {@code session_get_error} returns. */
    int error;

    /** The epoll set that contains it. */
    @Nullable
    Session memberOf;

    /** The registered events; 0 after a hang-up, until they are set again. */
    int epollEvents;

    long data;

    final SavedAddr local = new SavedAddr();
    final SavedAddr remote = new SavedAddr();

    @Nullable
    TcpStream stream;

    @Nullable
    UdpSocket datagrams;

    /** Descriptors of connections that are not accepted yet. */
    final Queue<Integer> accepts = new ArrayDeque<>(0);

    /** Attributes that {@code session_attr} only stores. */
    final int[] attributes = new int[Attributes.COUNT];

    Session(Worker worker, int index, int proto, boolean epollSet) {
        this.worker = worker;
        this.index = index;
        this.proto = proto;
        this.epollSet = epollSet;
    }

    Worker worker() {
        return worker;
    }

    int handle() {
        return (worker.index() << 24) | index;
    }

    boolean isDatagram() {
        return proto == VppcomProto.UDP;
    }

    boolean hasFifos() {
        return stream != null || datagrams != null;
    }

    boolean isReady() {
        return state == SessionState.READY || state == SessionState.VPP_CLOSING;
    }

    boolean isOpen() {
        return isReady() || (state == SessionState.LISTEN && isDatagram());
    }

    boolean isClosing() {
        return state == SessionState.VPP_CLOSING || state == SessionState.DISCONNECT;
    }

    /** Returns why a session that is not open cannot be read or written. */
    int closedError() {
        return state == SessionState.DISCONNECT ? Errno.ECONNRESET : Errno.ENOTCONN;
    }

    /** Returns the readable bytes, or a listener's waiting connections; a negative errno if the session is not open. */
    int readReady() {
        if (isOpen()) {
            TcpStream tcp = stream;
            UdpSocket udp = datagrams;
            return tcp != null ? tcp.readable() : udp != null ? udp.readable() : 0;
        }
        return state == SessionState.LISTEN ? accepts.size() : closedError();
    }

    /** Returns the space for writes; a negative errno if the session cannot be written. */
    int writeReady() {
        if (isOpen()) {
            TcpStream tcp = stream;
            UdpSocket udp = datagrams;
            return tcp != null ? tcp.writable() : udp != null ? udp.writable() : 0;
        }
        if (state == SessionState.LISTEN) {
            return Errno.EBADFD;
        }
        return state == SessionState.UPDATED ? 0 : closedError();
    }

    void epollDelete() {
        memberOf = null;
        epollEvents = 0;
        data = 0;
    }

    @Override
    public String toString() {
        return "session 0x%x (%s)".formatted(handle(), state);
    }
}
