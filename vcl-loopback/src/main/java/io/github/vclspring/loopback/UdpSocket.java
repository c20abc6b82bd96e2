/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;

/** A datagram session's socket, bound or connected, with VPP's rules (udp.c, session_node.c, 26.06). */
final class UdpSocket extends KernelSocket {

    /** VPP's MTU less the headers of IPv4 and UDP: a longer datagram becomes several. */
    private static final int MAX_PAYLOAD = 1472;

    /** What {@code session_dgram_hdr_t} takes of a fifo beside each datagram. */
    private static final int HEADER = 47;

    private final Session session;
    private final Vpp vpp;
    private final int fifoSize;
    private final SockAddr from = new SockAddr();
    private final SockAddr to = new SockAddr();
    private final MsgHdr message = new MsgHdr();

    /** Only one of the workers that are bound to an address is sent its datagrams. */
    private boolean receives;

    private boolean connected;
    private boolean rxEvent;

    /** A wildcard address sends from 0.0.0.0 until a datagram has told the local one. */
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

    /** A bound descriptor, or a negative errno. */
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

    /** Makes it the one that datagrams go to. */
    void receive() {
        synchronized (this) {
            receives = true;
        }
        vpp.watch(this);
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
        // FIONREAD cannot tell an empty datagram from none
        return isUsable() && receives && Kernel.recv(fd(), from.memory(), 0, Kernel.MSG_PEEK) >= 0;
    }

    /** Length of the next datagram, 1 for an empty one, 0 if there is none. */
    synchronized int readable() {
        return hasDatagram() ? Math.max(1, Kernel.readable(fd())) : 0;
    }

    /** Like {@link #readable}, on behalf of an RX message: if there is nothing, the next datagram sends another. */
    synchronized boolean hasData() {
        if (hasDatagram()) {
            return true;
        }
        rxEvent = false;
        return false;
    }

    int writable() {
        return fifoSize - HEADER;
    }

    /** Receives one datagram and remembers its sender and the local address. */
    synchronized int read(long address, int length, boolean peek) {
        if (!hasDatagram()) {
            rxEvent = false;
            return Errno.EAGAIN;
        }
        int count = Kernel.recvmsg(fd(), message.from(from, address, length), peek ? Kernel.MSG_PEEK : 0);
        if (count < 0) {
            return Errno.EAGAIN;
        }
        hasSource = true;
        session.remote.save(from);
        if (count == 0) {
            // an empty datagram reads as "nothing there", and leaves the fifo's event set (vppcom.c, 26.06)
            return Errno.EAGAIN;
        }
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
        if (!isUsable() || !hasSource) {
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
        }
        return length;
    }

    void close() {
        vpp.unbind(this);
    }
}
