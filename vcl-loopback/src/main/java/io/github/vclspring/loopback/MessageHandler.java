/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.VppcomEvents;

/**
 * Applies VPP's messages to sessions and returns the resulting events ({@code vcl_epoll_wait_handle_mq_event} and
 * {@code vcl_handle_mq_event}, vppcom.c, 26.06).
 */
final class MessageHandler {

    /** Synthesized when a listener with waiting connections is added. VCL uses RX there, and returns no event. */
    static final int ACCEPTABLE = 100;

    private MessageHandler() {}

    /**
     * Handles a message within {@code epoll_wait}.
     *
     * @param postponed whether the message was applied to the session before, and only the event is left
     * @return the event, or 0 if there is none
     */
    static int handle(Session session, int type, int argument, boolean postponed) {
        return switch (type) {
            case Messages.RX -> rx(session);
            case Messages.TX -> tx(session);
            case Messages.ACCEPTED -> {
                if (!postponed && !accepted(session, argument)) {
                    yield 0;
                }
                yield session.epollEvents & VppcomEvents.EPOLLIN;
            }
            case Messages.CONNECTED -> {
                if (!postponed) {
                    connected(session, argument);
                }
                yield connectEvent(session);
            }
            case Messages.DISCONNECTED -> hangUp(session, postponed, false);
            case Messages.RESET -> hangUp(session, postponed, true);
            default -> {
                quietly(session, type, argument);
                yield 0;
            }
        };
    }

    /** Handles a message outside {@code epoll_wait}. The event is kept for the next call. */
    static void postpone(Session session, int type, int argument) {
        Worker worker = session.worker();
        switch (type) {
            case Messages.RX, Messages.TX -> {
                if (!session.freed && session.isOpen()) {
                    worker.addUnhandled(session, type, argument);
                }
            }
            case Messages.ACCEPTED -> {
                if (!accepted(session, argument)) {
                    throw new LoopbackMisuseException("A connection for the closed listener " + session
                            + " was found outside epoll_wait, or beyond its maxevents: VCL dies by SIGSEGV");
                }
                worker.addUnhandled(session, type, argument);
            }
            case Messages.CONNECTED -> {
                connected(session, argument);
                if (session.nonBlocking) {
                    worker.addUnhandled(session, type, argument);
                }
            }
            case Messages.DISCONNECTED, Messages.RESET -> {
                if (session.freed || session.state == SessionState.CLOSED) {
                    return;
                }
                hungUp(session, type == Messages.RESET);
                session.pendingDisconnect = true;
                worker.addUnhandled(session, type, argument);
            }
            default -> quietly(session, type, argument);
        }
    }

    private static int rx(Session session) {
        if (session.freed || session.state == SessionState.CLOSED) {
            return 0;
        }
        TcpStream stream = session.stream;
        UdpSocket datagrams = session.datagrams;
        boolean data = (stream != null && stream.hasData()) || (datagrams != null && datagrams.hasData());
        if (!data || (session.epollEvents & VppcomEvents.EPOLLIN) == 0 || session.rxEventGiven) {
            return 0;
        }
        session.rxEventGiven = true;
        return VppcomEvents.EPOLLIN;
    }

    private static int tx(Session session) {
        return session.freed || !session.isOpen() ? 0 : session.epollEvents & VppcomEvents.EPOLLOUT;
    }

    /** Returns false, and aborts the connection, if the listener was closed. */
    private static boolean accepted(Session listener, int fd) {
        if (listener.freed || listener.state != SessionState.LISTEN) {
            Kernel.abort(fd);
            return false;
        }
        listener.accepts.add(fd);
        return true;
    }

    private static void connected(Session session, int error) {
        if (session.freed) {
            return;
        }
        session.connecting = false;
        TcpStream stream = session.stream;
        if (error != 0) {
            session.state = SessionState.DETACHED;
            session.error = connectError(error);
            if (stream != null) {
                stream.abort();
            }
            return;
        }
        if (stream != null && session.worker().faults().failsMap()) {
            // VCL returns the connection to VPP and reports nothing
            session.state = SessionState.UPDATED;
            stream.abort();
            return;
        }
        UdpSocket datagrams = session.datagrams;
        int fd = stream != null ? stream.fd() : datagrams != null ? datagrams.fd() : -1;
        if (Kernel.localAddress(fd, session.worker().scratch()) == 0) {
            session.local.save(session.worker().scratch());
        }
        if (session.state == SessionState.CLOSED) {
            // closed before VPP answered
            SessionCalls.release(session, true);
        } else {
            session.state = SessionState.READY;
        }
    }

    private static int connectError(int errno) {
        return switch (errno) {
            case Errno.ECONNREFUSED -> Errno.ECONNREFUSED;
            case Errno.EADDRINUSE, Errno.EADDRNOTAVAIL -> Errno.EADDRINUSE;
            default -> Errno.EFAULT;
        };
    }

    private static int connectEvent(Session session) {
        if (session.freed
                || session.state == SessionState.CLOSED
                || (session.epollEvents & VppcomEvents.EPOLLOUT) == 0) {
            return 0;
        }
        if (session.state == SessionState.DETACHED) {
            session.epollEvents = 0;
            return VppcomEvents.EPOLLOUT | VppcomEvents.EPOLLHUP;
        }
        return VppcomEvents.EPOLLOUT;
    }

    private static void hungUp(Session session, boolean reset) {
        if (reset) {
            session.state = SessionState.DISCONNECT;
            session.readShutdown = true;
            session.writeShutdown = true;
        } else if (session.state != SessionState.DISCONNECT) {
            session.state = SessionState.VPP_CLOSING;
            session.closingSince = System.nanoTime();
        }
    }

    private static int hangUp(Session session, boolean postponed, boolean reset) {
        if (session.freed) {
            if (postponed) {
                throw new LoopbackMisuseException(
                        "The hang-up of " + session + " was still held when it was closed, and its slot is free: VCL"
                                + " dies by SIGSEGV. Call epoll_wait(-2) until it returns 0, then"
                                + " close");
            }
            return 0;
        }
        session.pendingDisconnect = false;
        if (session.state == SessionState.CLOSED) {
            if (session.pendingFree) {
                session.worker().free(session);
            }
            return 0;
        }
        if (!postponed) {
            hungUp(session, reset);
        }
        int epollEvents = session.epollEvents;
        if ((epollEvents & VppcomEvents.EPOLLHUP) == 0) {
            return 0;
        }
        session.epollEvents = 0;
        int rdhup = epollEvents & VppcomEvents.EPOLLRDHUP;
        if (reset) {
            return VppcomEvents.EPOLLERR | VppcomEvents.EPOLLHUP | rdhup | (epollEvents & VppcomEvents.EPOLLIN);
        }
        if (rdhup == 0) {
            return VppcomEvents.EPOLLHUP;
        }
        return session.writeShutdown ? rdhup | VppcomEvents.EPOLLHUP : rdhup;
    }

    /** Handles messages that cause no event. */
    private static void quietly(Session session, int type, int argument) {
        if (session.freed) {
            return;
        }
        switch (type) {
            case Messages.TRANSPORT_CLEANUP -> {
                if (session.isClosing()) {
                    session.state = SessionState.DETACHED;
                }
            }
            case Messages.CLEANUP -> {
                if (session.pendingDisconnect) {
                    session.pendingFree = true;
                } else {
                    cleanUp(session);
                }
            }
            case Messages.BOUND -> {
                session.state = SessionState.DETACHED;
                session.error = argument;
            }
            default -> {}
        }
    }

    private static void cleanUp(Session session) {
        if (session.memberOf != null) {
            throw new LoopbackMisuseException(
                    session + " was terminated and freed while it was in an epoll set: VCL's list of"
                            + " that set is broken. Use EPOLL_CTL_DEL before");
        }
        if (session.unlistening) {
            session.worker().listenerForgotten(session);
        } else {
            session.worker().free(session);
        }
    }
}
