/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.VppcomEvents;

/**
 * A TCP connection. The worker reads and writes the kernel socket directly. The {@link Vpp} thread only reports edges,
 * and sends what the kernel could not accept immediately.
 */
final class TcpStream extends KernelSocket {

    private final Session session;
    private final Vpp vpp;
    private final LoopbackFaults faults;
    private final TxFifo tx;
    private boolean connecting;

    /** Whether an RX message was sent. The next one is sent after a read that found no more data. */
    private boolean rxEvent;

    /** Whether a TX message is wanted at the next dequeue, even if the fifo was not full. */
    private boolean wantsTx;

    private boolean finTold;
    private boolean resetSeen;
    private boolean resetTold;
    private boolean shutdownWanted;
    private boolean closing;

    TcpStream(int fd, Session session, boolean connecting) {
        super(fd);
        this.session = session;
        this.connecting = connecting;
        vpp = session.worker().vpp();
        faults = session.worker().faults();
        tx = new TxFifo(session.worker().conf().txFifoSize());
        Kernel.noDelay(fd);
        // the kernel doubles this; more would only hide a full fifo
        Kernel.limitSendBuffer(fd, Math.max(tx.size() / 2, 1 << 15));
    }

    /** Called if the peer closed before the connection was accepted, so that its FIN is not reported again. */
    synchronized void finWasTold() {
        finTold = true;
    }

    @Override
    synchronized void onEvents(int events) {
        if (!isUsable()) {
            return;
        }
        if (connecting) {
            if ((events & (VppcomEvents.EPOLLOUT | VppcomEvents.EPOLLERR | VppcomEvents.EPOLLHUP)) == 0) {
                return;
            }
            connecting = false;
            int error = Kernel.takeError(fd());
            session.worker().post(session, Messages.CONNECTED, error);
            if (error < 0) {
                vpp.forget(this, fd());
                return;
            }
        }
        if ((events & VppcomEvents.EPOLLOUT) != 0) {
            drain();
        }
        if (isUsable() && !closing) {
            tell(events);
        }
    }

    private void tell(int events) {
        if ((events & VppcomEvents.EPOLLIN) != 0 && !rxEvent && Kernel.readable(fd()) > 0) {
            tellRx();
        }
        if ((events & VppcomEvents.EPOLLERR) != 0 || resetSeen) {
            if (!resetTold) {
                resetTold = true;
                // VPP does not report an RST that follows a FIN
                session.worker().post(session, finTold ? Messages.TRANSPORT_CLEANUP : Messages.RESET, 0);
            }
        } else if ((events & VppcomEvents.EPOLLRDHUP) != 0 && !finTold) {
            finTold = true;
            session.worker().post(session, Messages.DISCONNECTED, 0);
        }
    }

    private void tellRx() {
        rxEvent = true;
        session.worker().post(session, Messages.RX, 0);
    }

    private void tellTx() {
        wantsTx = false;
        if (!faults.losesRoom()) {
            session.worker().post(session, Messages.TX, 0);
        }
    }

    /** Sends the data in the fifo. */
    private void drain() {
        boolean wasFull = tx.free() == 0;
        int moved = 0;
        while (tx.used() > 0) {
            int sent = Kernel.send(fd(), tx.first(), tx.contiguous());
            if (sent == Errno.EAGAIN) {
                break;
            }
            if (sent < 0) {
                resetSeen = true;
                tx.release();
                break;
            }
            tx.drop(sent);
            moved += sent;
        }
        if (moved > 0 && (wasFull || wantsTx) && !closing) {
            tellTx();
        }
        if (tx.used() == 0) {
            if (closing) {
                end(false);
            } else if (shutdownWanted) {
                shutdownWanted = false;
                Kernel.shutdownWrite(fd());
            }
        }
    }

    /** Returns the number of readable bytes. */
    synchronized int readable() {
        return isUsable() ? Kernel.readable(fd()) : 0;
    }

    /** Returns whether an RX message has data to report. If not, the next data sends another message. */
    synchronized boolean hasData() {
        if (readable() > 0) {
            return true;
        }
        rxEvent = false;
        return false;
    }

    /** Returns the space in the transmit fifo. */
    synchronized int writable() {
        return tx.free();
    }

    synchronized int queued() {
        return tx.used();
    }

    /** Requests a TX message for the next dequeue, or immediately if the fifo is empty. */
    synchronized void wantTx() {
        if (tx.used() == 0) {
            tellTx();
        } else {
            wantsTx = true;
        }
    }

    /** Reads data; {@link Errno#EAGAIN} if there is none, even if no more can follow. */
    synchronized int read(long address, int length, boolean peek) {
        if (!isUsable()) {
            return Errno.EAGAIN;
        }
        if (length == 0) {
            return Kernel.readable(fd()) > 0 ? 0 : Errno.EAGAIN;
        }
        int limit = length;
        if (faults.affectReads() && !peek && !finTold && Kernel.readable(fd()) > 0) {
            limit = Math.min(length, faults.readLimit());
            if (limit == 0) {
                // as if the data arrived a moment later
                tellRx();
                return Errno.EAGAIN;
            }
        }
        int count = Kernel.recv(fd(), address, limit, peek ? Kernel.MSG_PEEK : 0);
        if (count < 0 && count != Errno.EAGAIN && count != Kernel.EINTR) {
            resetSeen = true;
        }
        if (count < limit || Kernel.readable(fd()) == 0) {
            rxEvent = false;
        } else if (limit < length) {
            tellRx();
        }
        return count <= 0 ? Errno.EAGAIN : count;
    }

    /** Writes what fits; {@link Errno#EAGAIN} if the fifo is full. */
    synchronized int write(long address, int length) {
        int free = tx.free();
        if (free == 0) {
            return Errno.EAGAIN;
        }
        int limit = Math.min(length, free);
        boolean full = limit == free;
        if (faults.affectWrites()) {
            int allowed = faults.writeLimit();
            if (allowed < limit) {
                // as if the fifo was full, and VPP dequeued immediately
                tellTx();
                if (allowed == 0) {
                    return Errno.EAGAIN;
                }
                limit = allowed;
                full = false;
            }
        }
        append(address, limit);
        if (full && tx.free() > 0) {
            tellTx();
        }
        return limit;
    }

    /** Sends what the kernel accepts immediately and keeps the rest, which must fit. */
    private void append(long address, int length) {
        int sent = 0;
        if (tx.used() == 0 && isUsable()) {
            sent = Kernel.send(fd(), address, length);
            if (sent == Errno.EAGAIN || sent == Kernel.EINTR) {
                sent = 0;
            } else if (sent < 0) {
                // VPP's fifo accepts what can no longer be sent; the reset is reported as an event
                resetSeen = true;
                sent = length;
            }
        }
        tx.put(address + sent, length - sent);
    }

    /** Writes all segments, or none if they do not fit. No TX message follows. */
    synchronized int writeSegments(long segments, int count) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += Segments.length(segments, i);
        }
        if (total > tx.free() || (faults.affectWrites() && faults.writeLimit() < total)) {
            return Errno.EAGAIN;
        }
        for (int i = 0; i < count; i++) {
            int length = Segments.length(segments, i);
            if (length > 0) {
                append(Segments.data(segments, i), length);
            }
        }
        return (int) total;
    }

    /** Sends a FIN after the written data. */
    synchronized void shutdownWrite() {
        if (tx.used() > 0) {
            shutdownWanted = true;
        } else if (isUsable()) {
            Kernel.shutdownWrite(fd());
        }
    }

    /** Closes after the written data was sent, or immediately with an RST if there is unread data. */
    synchronized void close() {
        if (tx.used() == 0 || !isUsable() || Kernel.readable(fd()) > 0) {
            end(false);
        } else {
            closing = true;
        }
    }

    /** Closes with an RST. */
    synchronized void abort() {
        end(true);
    }

    private void end(boolean abort) {
        closeFd(vpp, abort);
        tx.release();
    }
}
