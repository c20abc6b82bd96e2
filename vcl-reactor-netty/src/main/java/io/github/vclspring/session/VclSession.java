/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.VclWorkerStats;
import io.github.vclspring.application.WorkerState;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.github.vclspring.vppcom.VppcomEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A VCL session: its handle, the attach epoch in which it was opened, and its calls, each with the check that makes it
 * safe. Only on the thread of the worker that opened it.
 *
 * <p>Handles do not leave this package, and callers need not check whether VPP is attached. Where VCL would crash or
 * hang, the methods return what VCL returns for a lost connection.
 */
@Internal
public class VclSession {

    /** Returned by a write for which there is no room. */
    public static final int FULL = -1;

    private static final int CLOSED = -1;

    /** What closing a session must wait for. */
    public enum CloseAfter {
        /** The session may be closed now. */
        NOTHING,
        /** VCL must notice that VPP stopped. Until then, a message would wait for room in a queue that nobody reads. */
        DETACH,
        /**
         * VPP must answer the connect. If VPP refuses, VCL leaks a session that is already closed: its handler marks
         * the session detached, and nothing frees it (vppcom.c {@code vcl_session_connected_handler}, 26.06).
         */
        CONNECT_ANSWER,
        /** VPP must answer the listen. */
        LISTEN_ANSWER,
        /** VPP must send what was written. Closing would drop it with the fifo. */
        SENT
    }

    private enum State {
        NEW,
        CONNECTING,
        OPEN
    }

    private final VclSessions sessions;
    private final int attachEpoch;
    private final @Nullable InetSocketAddress peer;
    private int handle;
    private State state;
    private boolean inEpoll;

    VclSession(VclSessions sessions, int handle) {
        this(sessions, handle, State.NEW, null);
    }

    /** Creates a session that a listener has accepted. */
    VclSession(VclSessions sessions, int handle, InetSocketAddress peer) {
        this(sessions, handle, State.OPEN, peer);
    }

    private VclSession(VclSessions sessions, int handle, State state, @Nullable InetSocketAddress peer) {
        this.sessions = sessions;
        this.attachEpoch = sessions.worker().attachEpoch();
        this.handle = handle;
        this.state = state;
        this.peer = peer;
    }

    /** Returns the sessions of its worker. Any thread. */
    public final VclSessions sessions() {
        return sessions;
    }

    final VclWorker worker() {
        return sessions.worker();
    }

    final Vppcom vppcom() {
        return sessions.vppcom();
    }

    final VclWorkerStats stats() {
        return sessions.worker().stats();
    }

    /** Returns the handle, for a call whose guard has passed. */
    final int handle() {
        assert worker().thread() == Thread.currentThread() : "VCL is called on another thread than its worker's";
        return handle;
    }

    /**
     * Returns VCL's index of the session on its worker (vcl_private.h {@code vcl_session_handle}, 26.06), or -1 if it
     * is closed.
     */
    public final int index() {
        return handle == CLOSED ? -1 : handle & 0xFFFFFF;
    }

    /** Returns whether the session has not been closed. */
    public final boolean isOpen() {
        return handle != CLOSED;
    }

    /**
     * Returns whether VPP stopped since the session was opened. Listeners survive that, because VCL listens again by
     * itself.
     */
    public final boolean isLost() {
        return !worker().isAttached() || isOfPastEpoch();
    }

    private boolean isOfPastEpoch() {
        return worker().attachEpoch() != attachEpoch;
    }

    /** Returns whether the session is open and not lost. */
    final boolean isUsable() {
        return handle != CLOSED && !isLost();
    }

    /** Returns the peer's address, if it was accepted. */
    public final InetSocketAddress peer() {
        InetSocketAddress accepted = peer;
        if (accepted == null) {
            throw new IllegalStateException("Not accepted");
        }
        return accepted;
    }

    /**
     * Adds the session to the worker's epoll set, or modifies its events if it is already there.
     *
     * @param events {@code EPOLL...} bits
     * @param data returned with each event
     * @throws UncheckedIOException if VCL refuses
     */
    public final void epollAdd(int events, long data) {
        int operation = inEpoll ? Vppcom.EPOLL_CTL_MOD : Vppcom.EPOLL_CTL_ADD;
        int result = handle == CLOSED ? Errno.EBADFD : sessions.epollCtl(operation, handle(), events, data);
        if (result < 0) {
            throw new UncheckedIOException(VclErrors.io("vppcom_epoll_ctl", result));
        }
        inEpoll = true;
    }

    /** Deletes it from the epoll set, if it is there. */
    public final void epollDelete() {
        if (inEpoll && handle != CLOSED) {
            int result = sessions.epollCtl(Vppcom.EPOLL_CTL_DEL, handle(), 0, 0);
            assert result == 0 : "vppcom_epoll_ctl(DEL): " + Errno.describe(result);
        }
        inEpoll = false;
    }

    /** Binds it to a local address. */
    public final void bind(InetSocketAddress local) throws IOException {
        int result = vppcom().sessionBind(handle(), sessions.endpoint(local).address());
        if (result < 0) {
            throw VclErrors.bind("vppcom_session_bind", result, error(), local);
        }
    }

    /**
     * Starts to connect. Register for EPOLLOUT at once: VCL reports the outcome only if EPOLLOUT is in the epoll set
     * before VPP's answer is read.
     */
    public final void connect(InetSocketAddress remote) throws IOException {
        if (isLost()) {
            // VCL would dereference a null pointer (vppcom.c vppcom_session_connect, 26.06)
            throw VclErrors.connectWhileDetached(remote);
        }
        int result = vppcom().sessionConnect(handle(), sessions.endpoint(remote).address());
        if (result < 0 && result != Errno.EINPROGRESS) {
            throw VclErrors.connect(result);
        }
        state = State.CONNECTING;
    }

    /**
     * Called when VPP has answered the connect. If VCL could not map the connection's memory, it only logs this, and no
     * event follows (vppcom.c {@code vcl_session_connected_handler}, 26.06).
     *
     * @param failed whether the event reports a failure
     * @throws IOException if the connect failed
     */
    public final void finishConnect(boolean failed) throws IOException {
        state = State.OPEN;
        if (failed) {
            throw VclErrors.connect(error());
        }
        if (isUsable() && vppcom().sessionAttr(handle(), VppcomAttr.GET_NREAD, 0, 0) == Errno.ENOTCONN) {
            throw VclErrors.unmapped();
        }
    }

    /** Reads. Returns the number of bytes, 0 if there are none now, or -1 at the end of the stream. */
    public final int read(long address, int length) throws IOException {
        int count = isUsable() ? vppcom().sessionRead(handle(), address, length) : Errno.ENOTCONN;
        if (count > 0) {
            stats().reads++;
            stats().bytesRead += count;
            return count;
        }
        if (count == Errno.EAGAIN) {
            stats().readWouldBlock++;
            return 0;
        }
        if (count == 0) {
            return -1;
        }
        throw VclErrors.io("vppcom_session_read", count);
    }

    /**
     * Returns whether there is more to read after a short read. VPP may enqueue between VCL's copy and its check for an
     * empty fifo. The event flag then stays set, and VPP reports nothing more (vppcom.c
     * {@code vppcom_session_read_internal}, 26.06).
     */
    public final boolean hasUnread() {
        return !isUsable() || vppcom().sessionAttr(handle(), VppcomAttr.GET_NREAD, 0, 0) != 0;
    }

    /** Writes. Returns the number of bytes, or {@link #FULL}. */
    public final int write(long address, int length) throws IOException {
        int written = isUsable() ? vppcom().sessionWrite(handle(), address, length) : Errno.ENOTCONN;
        if (written == Errno.EAGAIN && room() > 0) {
            // VPP has just made room, or lacks memory for a bigger fifo (vppcom_session_write_inline, 26.06)
            written = vppcom().sessionWrite(handle(), address, length);
        }
        if (written > 0) {
            countWrite(written);
            return written;
        }
        if (written == Errno.EAGAIN) {
            stats().writeWouldBlock++;
            return FULL;
        }
        throw VclErrors.io("vppcom_session_write", written);
    }

    /** Writes several segments. Returns the number of bytes, or {@link #FULL} if there are none. */
    public final int write(SegmentArray array) throws IOException {
        VppcomDataSegments segments = array.segments();
        if (array.count() > 1 && sessions.hasWriteSegments() && isUsable()) {
            int written = vppcom().sessionWriteSegments(handle(), segments.address(), array.count());
            if (written > 0) {
                countWrite(written);
                return written;
            }
            if (written != Errno.EAGAIN) {
                throw VclErrors.io("vppcom_session_write_segments", written);
            }
            // all or nothing, and no EPOLLOUT follows: fill the fifo segment by segment, so that VPP reports room
        }
        int total = 0;
        for (int i = 0; i < array.count(); i++) {
            int written = write(segments.data(i), segments.length(i));
            if (written < 0) {
                return total > 0 ? total : written;
            }
            total += written;
            if (written < segments.length(i)) {
                break;
            }
        }
        return total;
    }

    final void countWrite(int bytes) {
        stats().writes++;
        stats().bytesWritten += bytes;
    }

    /** Returns the free bytes of the transmit fifo; 0 if it is lost. */
    public final int room() {
        return amount(VppcomAttr.GET_NWRITE);
    }

    /** Returns the bytes in the receive fifo; 0 if it is lost. */
    public final int unread() {
        return amount(VppcomAttr.GET_NREAD);
    }

    private int amount(int attribute) {
        return isUsable() ? Math.max(0, vppcom().sessionAttr(handle(), attribute, 0, 0)) : 0;
    }

    /** Sends a FIN. VPP ignores this after the peer's FIN, even if that is still unread. Closing then sends the FIN. */
    public final void shutdownOutput() {
        if (isUsable()) {
            vppcom().sessionShutdown(handle(), Vppcom.SHUT_WR);
        }
    }

    /** Returns the local address, as VPP reports it. */
    public final InetSocketAddress localAddress() {
        VppcomEndpoint endpoint = sessions.endpoint();
        if (isUsable()) {
            vppcom().sessionAttr(handle(), VppcomAttr.GET_LCL_ADDR, endpoint.address(), endpoint.lengthAddress());
        }
        return endpoint.get();
    }

    /** Sets an integer attribute. Some attributes block until VPP answers. */
    public final void setAttribute(int attribute, int value) {
        if (isUsable()) {
            sessions.setAttribute(handle(), attribute, value);
        }
    }

    /** Returns an integer attribute; 0 if there is none. */
    public final int attribute(int attribute) {
        return isUsable() ? sessions.attribute(handle(), attribute) : 0;
    }

    /** Returns why a connect or a listen failed, or 0 if VCL reports no error. */
    public final int error() {
        return handle != CLOSED && sessions.hasGetError() ? vppcom().sessionGetError(handle()) : 0;
    }

    /** Returns whether VCL must notice that VPP stopped before the session may be closed. */
    public boolean awaitsDetach() {
        return worker().state() == WorkerState.CLOSING && handle != CLOSED && !isOfPastEpoch();
    }

    /** Returns what {@link #close} must wait for. */
    public CloseAfter closesAfter() {
        if (awaitsDetach()) {
            return CloseAfter.DETACH;
        }
        // otherwise, the answer will not come, or was already read
        return state == State.CONNECTING && mayBeAnswered() ? CloseAfter.CONNECT_ANSWER : CloseAfter.NOTHING;
    }

    /** Returns whether VPP may still answer a request. */
    final boolean mayBeAnswered() {
        return handle != CLOSED && !isOfPastEpoch() && !worker().isDetached() && error() == 0;
    }

    /** Makes {@link #close} send an RST instead of a FIN, if the library supports that. */
    public final void resetOnClose() {
        boolean hasFifos = isUsable() && vppcom().sessionAttr(handle(), VppcomAttr.GET_NWRITE, 0, 0) >= 0;
        if (hasFifos && sessions.hasTerminate()) {
            vppcom().sessionTerminate(handle());
        }
    }

    /** Refuses pending connections, if this is a listener. */
    public void refusePending() {}

    /** Closes the session. Call {@link #epollDelete} first. */
    public final void close() {
        if (handle != CLOSED && !worker().isStopped()) {
            release();
            handle = CLOSED;
        }
    }

    /**
     * Returns the handle to VCL. A session of a past epoch is not closed, because VCL would free its fifos into a
     * segment of the next one (vcl_private.c {@code vcl_session_detach_fifos}, 26.06).
     */
    void release() {
        if (!isOfPastEpoch()) {
            sessions.closeNow(handle());
        }
    }
}
