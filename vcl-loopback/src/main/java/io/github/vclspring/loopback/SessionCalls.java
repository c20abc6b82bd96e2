/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomProto;

/** The life of a session: bind, listen, accept, connect, shutdown, close. */
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

    static int bind(Session session, long endpoint) {
        session.worker().scratch().fromEndpoint(endpoint);
        session.local.save(session.worker().scratch());
        return session.isDatagram() ? listen(session) : 0;
    }

    static int listen(Session session) {
        if (session.state == SessionState.LISTEN && !session.listenNoMq) {
            return 0;
        }
        Worker worker = session.worker();
        SockAddr address = session.local.load(worker.scratch());
        if (!address.hasPort()) {
            throw new LoopbackMisuseException(
                    "Listening on port 0: VPP chooses no port, it listens on port 0, and GET_LCL_ADDR says 0");
        }
        if (!worker.isAttached()) {
            session.state = SessionState.LISTEN;
            session.listenNoMq = true;
            return 0;
        }
        session.listenNoMq = false;
        if (worker.isVppGone()) {
            return Errno.ETIMEDOUT;
        }
        EpollSets.flush(worker, session.isDatagram() ? "bind of a datagram session" : "listen");
        if (session.state == SessionState.DETACHED) {
            return Errno.ECONNREFUSED;
        }
        int result = bindInVpp(session, address);
        if (result == 0) {
            session.state = SessionState.LISTEN;
            return 0;
        }
        session.state = SessionState.DETACHED;
        session.error = Errno.EFAULT;
        return result == Errno.EADDRINUSE ? Errno.EADDRINUSE : Errno.ECONNREFUSED;
    }

    /** Makes VPP listen; 0, or the kernel's negative errno. */
    static int bindInVpp(Session session, SockAddr address) {
        Vpp vpp = session.worker().vpp();
        if (!session.isDatagram()) {
            return vpp.listen(session, address);
        }
        releaseSocket(session);
        return vpp.bind(session, address);
    }

    static int accept(Session listener, long endpoint, int flags) {
        Worker worker = listener.worker();
        if (!worker.isAttached()) {
            throw new LoopbackMisuseException("accept while VPP is gone: VCL dies by SIGSEGV");
        }
        if ((flags & Vppcom.O_NONBLOCK) == 0) {
            throw new LoopbackMisuseException(
                    "accept without O_NONBLOCK: the child would block its worker in read and write,"
                            + " whatever its listener does");
        }
        if (listener.state != SessionState.LISTEN) {
            return Errno.EBADFD;
        }
        if (listener.accepts.isEmpty()) {
            EpollSets.flush(worker, "accept");
        }
        Integer fd = listener.accepts.poll();
        if (fd == null) {
            if (!listener.nonBlocking) {
                throw blocks("accept");
            }
            return Errno.EAGAIN;
        }
        if (worker.faults().failsAccept()) {
            Kernel.abort(fd);
            return Errno.ECONNABORTED;
        }
        Session child = adopt(worker, fd);
        if (endpoint != 0) {
            child.remote.load(worker.scratch()).toEndpoint(endpoint);
        }
        return child.handle();
    }

    private static Session adopt(Worker worker, int fd) {
        Session child = worker.allocate(VppcomProto.TCP, false);
        child.nonBlocking = true;
        SockAddr address = worker.scratch();
        if (Kernel.localAddress(fd, address) == 0) {
            child.local.save(address);
        }
        if (Kernel.peerAddress(fd, address) == 0) {
            child.remote.save(address);
        }
        TcpStream stream = new TcpStream(fd, child, false);
        child.stream = stream;
        int ended = Kernel.poll(fd, Kernel.POLLRDHUP, 0);
        if ((ended & Kernel.POLLERR) != 0) {
            child.state = SessionState.DISCONNECT;
            child.readShutdown = true;
            child.writeShutdown = true;
            stream.abort();
        } else if ((ended & Kernel.POLLRDHUP) != 0) {
            child.state = SessionState.VPP_CLOSING;
            child.closingSince = System.nanoTime();
            stream.finWasTold();
            worker.vpp().watch(stream);
        } else {
            child.state = SessionState.READY;
            worker.vpp().watch(stream);
        }
        return child;
    }

    static int connect(Session session, long endpoint) {
        Worker worker = session.worker();
        if (!worker.isAttached()) {
            throw new LoopbackMisuseException("connect while VPP is gone: VCL dies by SIGSEGV");
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
        if (worker.isVppGone()) {
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
            worker.vpp().watch(socket);
        } else {
            TcpStream stream = new TcpStream(fd, session, true);
            session.stream = stream;
            worker.vpp().watch(stream);
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
            // after the peer's FIN, VPP sends none before close
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
        if (stream == null || session.state == SessionState.CLOSED) {
            return 0;
        }
        stream.abort();
        if (session.state == SessionState.DETACHED) {
            return 0;
        }
        session.state = SessionState.CLOSED;
        session.worker().post(session, Messages.CLEANUP, 0);
        return 0;
    }

    static int close(Session session) {
        Worker worker = session.worker();
        if (session.epollSet) {
            for (Session member : worker.sessions()) {
                if (member != null && member.watcher == session) {
                    member.unwatch();
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
        session.unwatch();
        session.appClosed = true;
        switch (session.state) {
            case LISTEN -> {
                releaseSocket(session);
                if (session.listenNoMq) {
                    worker.free(session);
                    return 0;
                }
                worker.listenerClosed(listener);
                session.state = SessionState.DISCONNECT;
                worker.post(session, Messages.CLEANUP, 0);
            }
            case READY, VPP_CLOSING, DISCONNECT -> {
                session.state = SessionState.CLOSED;
                release(session, true);
            }
            case UPDATED -> {
                // a connect under way: closed when its answer comes
                session.state = SessionState.CLOSED;
            }
            case DETACHED -> {
                releaseSocket(session);
                if (!session.pendingDisconnect) {
                    worker.free(session);
                } else {
                    session.pendingFree = true;
                    session.state = SessionState.CLOSED;
                }
            }
            // what was terminated is freed by VPP's answer, what never was more than created is not (vppcom.c, 26.06)
            case CLOSED -> {}
        }
        return 0;
    }

    /** Ends what VPP holds for the session; {@code answer} is VPP's, upon which the slot is freed. */
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
