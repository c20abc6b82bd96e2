/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.VppcomEvents;

/**
 * A TCP connection: the worker reads and writes the kernel socket directly; VPP's thread only tells of edges, and sends
 * what the kernel could not take at once.
 */
final class TcpStream extends KernelSocket {

    private final Session session;
    private final Vpp vpp;
    private final LoopbackFaults faults;
    private final TxFifo tx;
    private boolean connecting;

    /** An RX message was sent; the next one is sent after a read that found no more. */
    private boolean rxEvent;

    /** A TX message is wanted at the next dequeue, though the fifo was not full before. */
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
        // the kernel doubles it; more would only hide a full fifo
        Kernel.limitSendBuffer(fd, Math.max(tx.size() / 2, 1 << 15));
    }

    /** The peer closed before the connection was accepted, so the application is not told of it again. */
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
                // VPP reports nothing of an RST that comes after a FIN
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

    /** Sends what waits in the fifo. */
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

    /** Bytes that can be read. */
    synchronized int readable() {
        return isUsable() ? Kernel.readable(fd()) : 0;
    }

    /** Like {@link #readable}, on behalf of an RX message: if there is nothing, the next data sends another. */
    synchronized boolean hasData() {
        if (readable() > 0) {
            return true;
        }
        rxEvent = false;
        return false;
    }

    /** Space in the transmit fifo. */
    synchronized int writable() {
        return tx.free();
    }

    synchronized int queued() {
        return tx.used();
    }

    /** Asks for a TX message as soon as there is any more space. */
    synchronized void wantTx() {
        if (tx.used() == 0) {
            tellTx();
        } else {
            wantsTx = true;
        }
    }

    /** Reads; {@link Errno#EAGAIN} if there is nothing, be it that nothing more can come. */
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
                // as if the data came a moment later
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
                // as if the fifo was full, and VPP took something at once
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

    /** Sends at once what the kernel takes and keeps the rest, which must fit. */
    private void append(long address, int length) {
        int sent = 0;
        if (tx.used() == 0 && isUsable()) {
            sent = Kernel.send(fd(), address, length);
            if (sent == Errno.EAGAIN || sent == Kernel.EINTR) {
                sent = 0;
            } else if (sent < 0) {
                // VPP's fifo takes what can no longer be sent; the reset is told as an event
                resetSeen = true;
                sent = length;
            }
        }
        tx.put(address + sent, length - sent);
    }

    /** Writes all segments, or nothing: no TX message follows. */
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

    /** Sends FIN after what was written. */
    synchronized void shutdownWrite() {
        if (tx.used() > 0) {
            shutdownWanted = true;
        } else if (isUsable()) {
            Kernel.shutdownWrite(fd());
        }
    }

    /** Closes after what was written was sent; by RST if something was not read. */
    synchronized void close() {
        if (tx.used() == 0 || !isUsable() || Kernel.readable(fd()) > 0) {
            end(false);
        } else {
            closing = true;
        }
    }

    /** Closes by RST. */
    synchronized void abort() {
        end(true);
    }

    private void end(boolean abort) {
        closeFd(vpp, abort);
        tx.release();
    }
}
