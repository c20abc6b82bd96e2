/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomProto;

/** Session calls: create, connect, shutdown, terminate and close. */
final class SessionCalls {

    private SessionCalls() {}

    static int create(Worker worker, int proto, boolean nonBlocking) {
        if (proto != VppcomProto.TCP && proto != VppcomProto.UDP) {
            throw new LoopbackMisuseException("The loopback has no protocol " + proto
                    + ": it speaks TCP and UDP only. TLS sessions need a real VPP");
        }
        Session session = worker.allocate(proto, false);
        session.nonBlocking = nonBlocking;
        return session.handle();
    }

    static int connect(Session session, long endpoint) {
        Worker worker = session.worker();
        if (!worker.isAttached()) {
            throw new LoopbackMisuseException("connect while detached: VCL dies by SIGSEGV");
        }
        if (session.isReady()) {
            return 0;
        }
        if (session.state == SessionState.LISTEN && !session.isDatagram()) {
            return Errno.EINVAL;
        }
        if (!session.nonBlocking) {
            throw blocks("connect");
        }
        releaseSocket(session);
        SockAddr remote = worker.scratch();
        remote.fromEndpoint(endpoint);
        session.remote.save(remote);
        session.state = SessionState.UPDATED;
        session.connecting = true;
        if (worker.isVppStopped()) {
            return Errno.EINPROGRESS;
        }
        int fd = Kernel.socket(remote.family(), session.isDatagram() ? Kernel.SOCK_DGRAM : Kernel.SOCK_STREAM);
        int result = fd;
        if (fd >= 0 && session.local.isSet()) {
            Kernel.allowAddressInTimeWait(fd);
            result = Kernel.bind(fd, session.local.load(remote));
        }
        if (result >= 0) {
            result = Kernel.connect(fd, session.remote.load(remote));
        }
        if (result < 0 && result != Errno.EINPROGRESS) {
            if (fd >= 0) {
                Kernel.close(fd);
            }
            worker.post(session, Messages.CONNECTED, result);
        } else if (session.isDatagram()) {
            UdpSocket socket = new UdpSocket(fd, session, true);
            session.datagrams = socket;
            worker.post(session, Messages.CONNECTED, 0);
            worker.vpp().epollAdd(socket);
        } else {
            TcpStream stream = new TcpStream(fd, session, true);
            session.stream = stream;
            worker.vpp().epollAdd(stream);
        }
        return Errno.EINPROGRESS;
    }

    static int shutdown(Session session, int how) {
        if (session.state == SessionState.LISTEN) {
            return Errno.EBADFD;
        }
        if (how == Vppcom.SHUT_RD || how == Vppcom.SHUT_RDWR) {
            session.readShutdown = true;
        }
        if (how != Vppcom.SHUT_RD) {
            session.writeShutdown = true;
            TcpStream stream = session.stream;
            // after the peer's FIN, VPP sends none until the close
            if (session.state == SessionState.READY && stream != null) {
                stream.shutdownWrite();
            }
        }
        return 0;
    }

    static int terminate(Session session) {
        if (session.state == SessionState.LISTEN) {
            return Errno.EBADFD;
        }
        TcpStream stream = session.stream;
        if (session.orphaned) {
            throw new LoopbackMisuseException("Terminating " + session
                    + " after VPP died: VCL writes to a queue that is not mapped any more (vppcom.c, 26.06)");
        }
        if (stream == null || session.state == SessionState.CLOSED) {
            return 0;
        }
        stream.abort();
        boolean answered = session.state == SessionState.DETACHED;
        session.state = SessionState.CLOSED;
        if (answered) {
            // VPP has removed the session, so no answer frees the slot (vppcom.c, 26.06)
            return 0;
        }
        session.worker().post(session, Messages.CLEANUP, 0);
        return 0;
    }

    static int close(Session session) {
        Worker worker = session.worker();
        if (session.epollSet) {
            for (Session member : worker.sessions()) {
                if (member != null && member.memberOf == session) {
                    member.epollDelete();
                }
            }
            worker.free(session);
            return 0;
        }
        boolean listener = session.state == SessionState.LISTEN && !session.isDatagram();
        if (listener && !session.accepts.isEmpty()) {
            throw new LoopbackMisuseException("Closing listener " + session + " with " + session.accepts.size()
                    + " connections that were not accepted: VCL dies by SIGSEGV. Accept until EAGAIN, and close those");
        }
        session.epollDelete();
        session.appClosed = true;
        switch (session.state) {
            case LISTEN -> {
                releaseSocket(session);
                if (session.listenNoMq) {
                    worker.free(session);
                    return 0;
                }
                if (listener) {
                    worker.listenerClosed(session);
                }
                session.state = SessionState.DISCONNECT;
                worker.post(session, Messages.CLEANUP, 0);
            }
            case READY, VPP_CLOSING, DISCONNECT -> {
                session.state = SessionState.CLOSED;
                release(session, true);
            }
            case UPDATED -> {
                session.state = SessionState.CLOSED;
                // a pending connect is closed when VPP answers it
                if (!session.connecting) {
                    release(session, true);
                }
            }
            case DETACHED -> {
                if (session.orphaned && session.hasFifos() && worker.isAnyReattached()) {
                    throw new LoopbackMisuseException("Closing " + session
                            + " in VPP's next life: VCL frees its fifos into a segment of this life (vcl_private.c"
                            + " vcl_session_detach_fifos, 26.06)");
                }
                releaseSocket(session);
                if (!session.pendingDisconnect) {
                    worker.free(session);
                } else {
                    session.pendingFree = true;
                    session.state = SessionState.CLOSED;
                }
            }
            // VPP's answer frees a terminated session, and nothing frees one that was only created (vppcom.c, 26.06)
            case CLOSED -> {}
        }
        return 0;
    }

    /** Releases the session in VPP. If {@code answer}, VPP answers, and the slot is freed then. */
    static void release(Session session, boolean answer) {
        releaseSocket(session);
        if (answer) {
            session.worker().post(session, Messages.CLEANUP, 0);
        }
    }

    static void releaseSocket(Session session) {
        TcpStream stream = session.stream;
        UdpSocket datagrams = session.datagrams;
        if (stream != null) {
            stream.close();
        } else if (datagrams != null) {
            datagrams.close();
            session.datagrams = null;
        } else if (session.state == SessionState.LISTEN) {
            session.worker().vpp().unlisten(session);
            for (Integer fd = session.accepts.poll(); fd != null; fd = session.accepts.poll()) {
                Kernel.abort(fd);
            }
        }
    }

    static LoopbackMisuseException blocks(String call) {
        return new LoopbackMisuseException(
                call + " on a blocking session: VCL would sleep in it, and with it the worker and all its sessions");
    }
}
