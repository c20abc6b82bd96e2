/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.VppcomProto;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What {@code vcl_session_t} is: owned and touched by one worker, except for {@link #worker}. */
final class Session {

    private final Worker worker;
    final int index;
    final int proto;

    /** Set by {@code epoll_create}: it is an epoll set, nothing else. */
    final boolean epollSet;

    boolean nonBlocking;
    SessionState state = SessionState.CLOSED;

    /** A connect was sent and its answer was not handled. */
    boolean connecting;

    /** Whether the application called close, and the slot waits for VPP's answer. */
    boolean appClosed;

    /** A TCP listener that was closed, and VPP has not answered. */
    boolean unlistening;

    /** VPP has stopped since it was made: its queues and fifos are unmapped. */
    boolean orphaned;

    boolean freed;
    boolean readShutdown;
    boolean writeShutdown;

    /** A listener that VPP does not know: VPP is not there, or was when the application listened. */
    boolean listenNoMq;

    /** An IN was handed out and no read has followed: another is kept back. */
    boolean rxEventGiven;

    /** A DISCONNECTED or RESET was postponed: the slot must not be freed before it is handed out. */
    boolean pendingDisconnect;

    boolean pendingFree;

    /** When the peer's FIN was seen, in the state {@link SessionState#VPP_CLOSING}. */
    long closingSince;

    /** What {@code session_get_error} returns. */
    int error;

    /** The epoll set that it is in. */
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

    /** Descriptors of connections that were not accepted yet. */
    final Queue<Integer> accepts = new ArrayDeque<>(0);

    /** What {@code session_attr} only stores. */
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

    /** Bytes, datagrams or connections that wait; a negative errno if it is not open. */
    int readReady() {
        if (isOpen()) {
            TcpStream tcp = stream;
            UdpSocket udp = datagrams;
            return tcp != null ? tcp.readable() : udp != null ? udp.readable() : 0;
        }
        return state == SessionState.LISTEN ? accepts.size() : closedError();
    }

    /** Space for writes; a negative errno if there can be none. */
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
