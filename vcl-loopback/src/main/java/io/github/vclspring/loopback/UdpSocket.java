/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import org.jspecify.annotations.Nullable;

/** The bound or connected socket of a datagram session, with VPP's rules (udp.c, session_node.c, 26.06). */
final class UdpSocket extends KernelSocket {

    /** VPP's MTU minus the headers of IPv4 and UDP. A longer datagram is split. */
    private static final int MAX_PAYLOAD = 1472;

    /** Bytes that {@code session_dgram_hdr_t} occupies in a fifo in addition to each datagram. */
    private static final int HEADER = 47;

    private final Session session;
    private final Vpp vpp;
    private final int fifoSize;
    private final SockAddr from = new SockAddr();
    private final SockAddr to = new SockAddr();
    private final MsgHdr message = new MsgHdr();

    /** Whether it receives the address's datagrams, which go to only one of the bound workers. */
    private boolean receives;

    private boolean connected;
    private boolean rxEvent;

    /** Sender of the empty datagram at the head of the fifo, if there is one. */
    private @Nullable SockAddr emptyFrom;

    private @Nullable DatagramView view;
    private boolean reset;

    /** Whether the source address is known. For a wildcard address, it is 0.0.0.0 until a datagram is received. */
    private boolean hasSource;

    UdpSocket(int fd, Session session, boolean connected) {
        super(fd);
        this.session = session;
        this.connected = connected;
        hasSource = connected || !session.local.load(from).isWildcard();
        receives = connected;
        vpp = session.worker().vpp();
        fifoSize = session.worker().conf().txFifoSize();
    }

    /** Returns a bound descriptor or a negative errno. */
    static int open(SockAddr address) {
        int fd = Kernel.socket(address.family(), Kernel.SOCK_DGRAM);
        if (fd < 0) {
            return fd;
        }
        if (!address.isIp4()) {
            Kernel.noDualStack(fd);
        }
        int result = Kernel.bind(fd, address);
        if (result < 0) {
            Kernel.close(fd);
            return result;
        }
        return fd;
    }

    Session session() {
        return session;
    }

    boolean isConnected() {
        return connected;
    }

    /** Makes this the socket that receives the datagrams. */
    void receive() {
        synchronized (this) {
            receives = true;
        }
        vpp.epollAdd(this);
    }

    void stopReceiving() {
        synchronized (this) {
            receives = false;
        }
        vpp.forget(this, fd());
    }

    synchronized boolean receives() {
        return receives;
    }

    @Override
    synchronized void onEvents(int events) {
        if (isUsable() && !rxEvent && hasDatagram()) {
            rxEvent = true;
            session.worker().post(session, Messages.RX, 0);
        }
    }

    private boolean hasDatagram() {
        if (!isUsable() || !receives) {
            return false;
        }
        // FIONREAD cannot distinguish an empty datagram from none
        int result = Kernel.recv(fd(), from.memory(), 0, Kernel.MSG_PEEK);
        if (result == Errno.ECONNREFUSED) {
            unreachable();
        }
        return result >= 0;
    }

    /** Handles an ICMP message, which for VPP ends the session (udp.c, 26.06). */
    private void unreachable() {
        if (!reset) {
            reset = true;
            session.worker().post(session, Messages.RESET, 0);
            session.worker().post(session, Messages.TRANSPORT_CLEANUP, 0);
        }
    }

    /** Returns whether the next datagram is empty. If so, takes it from the kernel, which cannot peek behind it. */
    private boolean isNextEmpty() {
        if (emptyFrom == null && hasDatagram() && Kernel.recv(fd(), from.memory(), 1, Kernel.MSG_PEEK) == 0) {
            SockAddr sender = new SockAddr();
            Kernel.recvmsg(fd(), message.from(sender, from.memory(), 0), 0);
            emptyFrom = sender;
        }
        return emptyFrom != null;
    }

    /** Returns the length of the next datagram, 0 if there is none. For an empty one, 1 if another follows, else 0. */
    synchronized int readable() {
        if (isNextEmpty()) {
            return hasDatagram() ? 1 : 0;
        }
        return hasDatagram() ? Kernel.readable(fd()) : 0;
    }

    /** Returns whether an RX message has a datagram to report. If not, the next datagram sends another message. */
    synchronized boolean hasData() {
        if (isNextEmpty() || hasDatagram()) {
            return true;
        }
        rxEvent = false;
        return false;
    }

    /** Shows the fifo; see {@code vppcom_session_read_segments}. */
    synchronized int show(long segments, int most) {
        DatagramView shown = view;
        if (shown == null) {
            shown = new DatagramView();
            view = shown;
        }
        if (shown.isEmpty()) {
            SockAddr empty = isNextEmpty() ? emptyFrom : null;
            if (empty != null) {
                shown.fill(empty, 0);
            } else if (hasDatagram()) {
                int length = Kernel.recvmsg(fd(), message.from(to, shown.payload(), DatagramView.MAX), Kernel.MSG_PEEK);
                shown.fill(to, length);
            } else {
                rxEvent = false;
                return Errno.EAGAIN;
            }
        }
        int count = shown.show(segments, most);
        if (shown.isWholeShown() && (emptyFrom == null || !hasDatagram())) {
            // there is nothing more to show
            rxEvent = emptyFrom == null;
        }
        return count;
    }

    /** Consumes what was shown; see {@code vppcom_session_free_segments}. */
    synchronized void take(int bytes) {
        DatagramView shown = view;
        if (shown == null || !shown.isWhole(bytes)) {
            throw new LoopbackMisuseException("free_segments of " + bytes
                    + " bytes, which is not the datagram that was shown: VCL takes the rest for the next one's header");
        }
        shown.clear();
        if (emptyFrom != null) {
            emptyFrom = null;
        } else {
            Kernel.recv(fd(), from.memory(), 0, 0);
        }
    }

    int writable() {
        return fifoSize - HEADER;
    }

    /** Receives one datagram and saves its sender. From then on, the source address is known. */
    synchronized int read(long address, int length, boolean peek) {
        if (emptyFrom == null && !hasDatagram()) {
            rxEvent = false;
            return Errno.EAGAIN;
        }
        if (isNextEmpty()) {
            SockAddr sender = emptyFrom;
            if (sender != null && !peek && hasDatagram()) {
                // it is dropped if another follows; alone, it stays, and so does the fifo's event (vppcom.c, 26.06)
                emptyFrom = null;
                hasSource = true;
                session.remote.save(sender);
            }
            return Errno.EAGAIN;
        }
        int count = Kernel.recvmsg(fd(), message.from(from, address, length), peek ? Kernel.MSG_PEEK : 0);
        if (count < 0) {
            return Errno.EAGAIN;
        }
        hasSource = true;
        session.remote.save(from);
        if (!hasDatagram()) {
            rxEvent = false;
        }
        return count;
    }

    /** Sends one datagram, to the connected or last peer if {@code endpoint} is 0. No TX message follows a refusal. */
    synchronized int write(long address, int length, long endpoint) {
        if (length + HEADER > fifoSize) {
            return Errno.EAGAIN;
        }
        if (endpoint != 0) {
            to.fromEndpoint(endpoint);
            session.remote.save(to);
        } else {
            session.remote.load(to);
        }
        if (!isUsable() || (!hasSource && session.local.load(from).isWildcard())) {
            return length;
        }
        for (int sent = 0; sent < length; sent += MAX_PAYLOAD) {
            int part = Math.min(MAX_PAYLOAD, length - sent);
            int result = connected
                    ? Kernel.send(fd(), address + sent, part)
                    : Kernel.sendmsg(fd(), message.to(to, address + sent, part));
            if (result == Errno.EAGAIN && sent == 0) {
                return Errno.EAGAIN;
            }
            if (result == Errno.ECONNREFUSED && connected) {
                unreachable();
            }
        }
        return length;
    }

    void close() {
        vpp.unbind(this);
    }
}
