/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import org.jspecify.annotations.Nullable;

/** Reading and writing. */
final class DataCalls {

    private DataCalls() {}

    static int read(@Nullable Session session, long address, long length, boolean peek) {
        if (address == 0) {
            return Errno.EFAULT;
        }
        if (session == null || session.epollSet) {
            return Errno.EBADFD;
        }
        expireCloseWait(session);
        if (!session.isOpen()) {
            return session.closedError();
        }
        if (session.readShutdown && session.readReady() == 0) {
            return 0;
        }
        session.rxEventGiven = false;
        int bytes = (int) Math.min(length, Integer.MAX_VALUE);
        TcpStream stream = session.stream;
        UdpSocket datagrams = session.datagrams;
        int count = stream != null
                ? stream.read(address, bytes, peek)
                : datagrams != null ? datagrams.read(address, bytes, peek) : Errno.EAGAIN;
        if (count == Errno.EAGAIN) {
            if (session.state == SessionState.VPP_CLOSING) {
                return 0;
            }
            if (!session.nonBlocking) {
                throw SessionCalls.blocks("read");
            }
        }
        return count;
    }

    static int show(@Nullable Session session, long segments, int maxBytes) {
        if (session == null || session.epollSet) {
            return Errno.EBADFD;
        }
        if (!session.isOpen()) {
            return session.closedError();
        }
        session.rxEventGiven = false;
        return requireDatagrams(session).show(segments, maxBytes);
    }

    static void take(@Nullable Session session, int bytes) {
        if (session != null) {
            requireDatagrams(session).take(bytes);
        }
    }

    private static UdpSocket requireDatagrams(Session session) {
        UdpSocket datagrams = session.datagrams;
        if (datagrams == null) {
            throw new LoopbackMisuseException("The loopback shows the fifos of datagram sessions only");
        }
        return datagrams;
    }

    static int write(@Nullable Session session, long address, long length, long endpoint) {
        if (session == null) {
            return Errno.EBADFD;
        }
        if (length == 0) {
            return 0;
        }
        if (address == 0) {
            return Errno.EFAULT;
        }
        int error = writeError(session);
        if (error != 0) {
            return error;
        }
        int bytes = (int) Math.min(length, Integer.MAX_VALUE);
        TcpStream stream = session.stream;
        UdpSocket datagrams = session.datagrams;
        int count = stream != null
                ? stream.write(address, bytes)
                : datagrams != null ? datagrams.write(address, bytes, endpoint) : Errno.EAGAIN;
        if (count == Errno.EAGAIN && !session.nonBlocking) {
            throw SessionCalls.blocks("write");
        }
        return count;
    }

    static int writeSegments(@Nullable Session session, long segments, int count) {
        if (segments == 0) {
            return Errno.EFAULT;
        }
        if (Segments.length(segments, 0) == 0) {
            return 0;
        }
        if (session == null) {
            return Errno.EBADFD;
        }
        int error = writeError(session);
        if (error != 0) {
            return error;
        }
        TcpStream stream = session.stream;
        if (stream == null) {
            throw new LoopbackMisuseException(
                    "write_segments on a datagram session: VCL writes no datagram header, and what"
                            + " VPP then reads as one is data");
        }
        int written = stream.writeSegments(segments, count);
        if (written == Errno.EAGAIN && !session.nonBlocking) {
            throw SessionCalls.blocks("write_segments");
        }
        return written;
    }

    private static int writeError(Session session) {
        if (session.epollSet) {
            return Errno.EBADFD;
        }
        expireCloseWait(session);
        if (session.state == SessionState.LISTEN
                && session.isDatagram()
                && !session.worker().isAttached()) {
            throw new LoopbackMisuseException(
                    "Writing to a bound datagram session while detached: VCL dies by SIGSEGV");
        }
        if (!session.isOpen()) {
            return session.closedError();
        }
        return session.writeShutdown ? Errno.EPIPE : 0;
    }

    /** VPP silently drops a connection that is not closed within 2 s of the peer's FIN (tcp.c, 26.06). */
    private static void expireCloseWait(Session session) {
        if (session.state == SessionState.VPP_CLOSING
                && System.nanoTime() - session.closingSince
                        > session.worker().faults().closeWaitNanos()) {
            session.state = SessionState.DETACHED;
        }
    }

    static int receive(@Nullable Session session, long address, int length, int flags, long endpoint) {
        if (flags != 0 && (flags & Kernel.MSG_PEEK) == 0) {
            return Errno.EAFNOSUPPORT;
        }
        int count = read(session, address, length, flags != 0);
        if (endpoint != 0 && count > 0 && session != null) {
            session.remote.load(session.worker().scratch()).toEndpoint(endpoint);
        }
        return count;
    }

    static int send(@Nullable Session session, long address, int length, long endpoint) {
        if (session == null) {
            return Errno.EBADFD;
        }
        if (endpoint != 0) {
            UdpSocket datagrams = session.datagrams;
            if (!session.isDatagram() || (datagrams != null && datagrams.isConnected())) {
                return Errno.EINVAL;
            }
            if (session.state == SessionState.CLOSED) {
                if (!session.worker().isAttached()) {
                    throw new LoopbackMisuseException(
                            "sendto on an unbound session while detached: VCL dies by SIGSEGV");
                }
                session.worker().free(session);
                return Errno.EBADFD;
            }
        }
        return write(session, address, length, endpoint);
    }
}
