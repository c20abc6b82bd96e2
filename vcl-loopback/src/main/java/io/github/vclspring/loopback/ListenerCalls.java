/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomProto;

/** Binding, listening and accepting. */
final class ListenerCalls {

    private ListenerCalls() {}

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
        if (worker.isVppStopped()) {
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

    /** Listens in VPP. Returns 0 or the kernel's negative errno. */
    static int bindInVpp(Session session, SockAddr address) {
        Vpp vpp = session.worker().vpp();
        if (!session.isDatagram()) {
            return vpp.listen(session, address);
        }
        SessionCalls.releaseSocket(session);
        return vpp.bind(session, address);
    }

    static int accept(Session listener, long endpoint, int flags) {
        Worker worker = listener.worker();
        if (!worker.isAttached()) {
            throw new LoopbackMisuseException("accept while detached: VCL dies by SIGSEGV");
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
                throw SessionCalls.blocks("accept");
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
            worker.vpp().epollAdd(stream);
        } else {
            child.state = SessionState.READY;
            worker.vpp().epollAdd(stream);
        }
        return child;
    }
}
