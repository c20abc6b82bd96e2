/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomEvents;

/** {@code epoll_ctl} and {@code epoll_wait}, edge-triggered only. */
final class EpollSets {

    private static final int ENOENT = -2;
    private static final int EPOLLONESHOT = 1 << 30;
    private static final int ALWAYS = VppcomEvents.EPOLLHUP | VppcomEvents.EPOLLERR;

    private EpollSets() {}

    static int ctl(Worker worker, int epoll, int op, int handle, long event) {
        if (epoll == handle) {
            return Errno.EINVAL;
        }
        Session set = worker.find(epoll);
        if (set == null) {
            return Errno.EBADFD;
        }
        if (!set.epollSet) {
            return Errno.EINVAL;
        }
        Session session = worker.find(handle);
        if (session == null) {
            return Errno.EBADFD;
        }
        if (session.epollSet || (op != Vppcom.EPOLL_CTL_DEL && event == 0)) {
            return Errno.EINVAL;
        }
        return switch (op) {
            case Vppcom.EPOLL_CTL_ADD -> add(worker, set, session, event);
            case Vppcom.EPOLL_CTL_MOD -> modify(worker, set, session, event);
            case Vppcom.EPOLL_CTL_DEL -> remove(set, session);
            default -> Errno.EINVAL;
        };
    }

    private static int add(Worker worker, Session set, Session session, long event) {
        if (session.memberOf != null) {
            return Errno.EEXIST;
        }
        if (worker.faults().failsEpollAdd()) {
            return Errno.EBADFD;
        }
        int events = register(set, session, event);
        boolean told = false;
        if ((events & VppcomEvents.EPOLLOUT) != 0) {
            told = tellWritable(worker, session);
        }
        if ((events & VppcomEvents.EPOLLIN) != 0 && session.readReady() > 0) {
            tellReadable(worker, session);
            told = true;
        }
        if (!told && session.isClosing()) {
            boolean fin = session.state == SessionState.VPP_CLOSING;
            worker.addUnhandled(session, fin ? Messages.DISCONNECTED : Messages.RESET, 0);
        }
        return 0;
    }

    private static int modify(Worker worker, Session set, Session session, long event) {
        if (session.memberOf == null) {
            return ENOENT;
        }
        if (session.memberOf != set) {
            return Errno.EINVAL;
        }
        int before = session.epollEvents;
        int events = register(set, session, event);
        if ((events & VppcomEvents.EPOLLOUT) != 0 && (before & VppcomEvents.EPOLLOUT) == 0) {
            tellWritable(worker, session);
        }
        if ((events & VppcomEvents.EPOLLIN) != 0 && (before & VppcomEvents.EPOLLIN) == 0 && session.readReady() > 0) {
            tellReadable(worker, session);
        }
        return 0;
    }

    private static int register(Session set, Session session, long event) {
        int events = MEMORY.getInt(event);
        if ((events & VppcomEvents.EPOLLET) == 0 || (events & EPOLLONESHOT) != 0) {
            throw new LoopbackMisuseException(
                    "The loopback only knows edge-triggered registrations (EPOLLET): VCL reports a"
                            + " level-triggered session at every call, and EPOLLONESHOT works by half");
        }
        session.memberOf = set;
        session.epollEvents = events | ALWAYS;
        session.data = MEMORY.getLong(event + VppcomEvents.SIZE - Long.BYTES);
        return events;
    }

    private static boolean tellWritable(Worker worker, Session session) {
        if (session.writeReady() > 0) {
            worker.addUnhandled(session, Messages.TX, 0);
            return true;
        }
        TcpStream stream = session.stream;
        if (stream != null && session.isReady()) {
            stream.wantTx();
        }
        return false;
    }

    private static void tellReadable(Worker worker, Session session) {
        session.rxEventGiven = false;
        boolean accepts = session.state == SessionState.LISTEN && !session.isDatagram();
        worker.addUnhandled(session, accepts ? MessageHandler.ACCEPTABLE : Messages.RX, 0);
    }

    private static int remove(Session set, Session session) {
        if (session.memberOf == null) {
            return ENOENT;
        }
        if (session.memberOf != set) {
            return Errno.EINVAL;
        }
        session.epollDelete();
        return 0;
    }

    static int await(Worker worker, int epoll, long events, int max, double timeout) {
        if (timeout != 0 && timeout != Vppcom.EPOLL_WAIT_UNHANDLED) {
            throw new LoopbackMisuseException(
                    "epoll_wait with timeout " + timeout + ": VCL would block its worker, or spin"
                            + " (timeouts under 1 ms, condvar mode); only 0 and -2 are of use in an event loop");
        }
        if (max <= 0) {
            return Errno.EINVAL;
        }
        Session set = worker.find(epoll);
        if (set == null) {
            return Errno.EBADFD;
        }
        if (!set.epollSet) {
            return Errno.EINVAL;
        }
        worker.epollWaited();
        int count = handOutUnhandled(worker, events, max);
        if (timeout == Vppcom.EPOLL_WAIT_UNHANDLED || count == max) {
            return count;
        }
        if (worker.conf().useMqEventfd() && !Detachment.check(worker)) {
            return count;
        }
        return handOutMessages(worker, events, max, count);
    }

    private static int handOutUnhandled(Worker worker, long events, int max) {
        Messages unhandled = worker.unhandled();
        int count = 0;
        int next = 0;
        try {
            while (next < unhandled.size() && count < max) {
                Session session = unhandled.session(next);
                int type = unhandled.type(next);
                int argument = unhandled.argument(next++);
                int event = MessageHandler.handle(session, type, argument, true);
                if (event != 0) {
                    put(events, count++, event, session);
                }
            }
        } finally {
            unhandled.removeFirst(next);
        }
        return count;
    }

    private static int handOutMessages(Worker worker, long events, int max, int given) {
        worker.readDescriptor();
        Messages messages = worker.takeMessages();
        int count = given;
        try {
            for (int i = 0; i < messages.size(); i++) {
                Session session = messages.session(i);
                if (count < max) {
                    int event = MessageHandler.handle(session, messages.type(i), messages.argument(i), false);
                    if (event != 0) {
                        put(events, count++, event, session);
                    }
                } else {
                    MessageHandler.postpone(session, messages.type(i), messages.argument(i));
                }
            }
        } finally {
            messages.clear();
        }
        return count;
    }

    /** Handles all messages without returning events, as {@code accept} and {@code listen} do. */
    static void flush(Worker worker, String call) {
        worker.checkFlush(call);
        Messages messages = worker.takeMessages();
        try {
            for (int i = 0; i < messages.size(); i++) {
                MessageHandler.postpone(messages.session(i), messages.type(i), messages.argument(i));
            }
        } finally {
            messages.clear();
        }
    }

    private static void put(long events, int index, int event, Session session) {
        long at = events + (long) index * VppcomEvents.SIZE;
        MEMORY.putInt(at, event);
        MEMORY.putLong(at + VppcomEvents.SIZE - Long.BYTES, session.data);
    }
}
