/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclWorker;
import io.github.vclspring.application.WorkerState;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.github.vclspring.vppcom.VppcomDatagramHeader;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.github.vclspring.vppcom.VppcomEvents;
import io.github.vclspring.vppcom.VppcomFeature;
import io.github.vclspring.vppcom.VppcomProto;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The sessions of one worker: opens them, and has what their calls share, which is the epoll set and memory outside the heap
 * for arguments that live no longer than a call. Only on the worker's thread.
 */
@Internal
public final class VclSessions {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclSessions.class);

    /** How long VPP's answer to a listener's close is waited for; it takes about a tenth of a millisecond. */
    private static final long UNLISTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long UNLISTEN_INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final VclWorker worker;
    private final Vppcom vppcom;
    private final int epoll;
    private final VppcomEvents argument = new VppcomEvents(1);
    private final VppcomEndpoint endpoint = new VppcomEndpoint();
    private final SegmentArray segments = new SegmentArray();
    private final VppcomDataSegments shown = new VppcomDataSegments(2);
    private final int datagramHeaderSize;
    private final boolean hasGetError;
    private final boolean hasWriteSegments;
    private final boolean hasTerminate;
    private final EventBatch events;
    private long lastClose;
    /** The last attach epoch in which VPP did not answer a listener's close in time. */
    private int unansweredEpoch = -1;

    /** The sessions of a worker. */
    public VclSessions(VclWorker worker) {
        this.worker = worker;
        this.vppcom = worker.vppcom();
        epoll = vppcom.epollCreate();
        if (epoll < 0) {
            throw new IllegalStateException("vppcom_epoll_create failed: " + Errno.describe(epoll));
        }
        events = new EventBatch(
                worker, epoll, Math.toIntExact(worker.application().number(VclOption.EVENT_QUEUE_SIZE)));
        VppcomLibrary library = worker.application().library();
        datagramHeaderSize = VppcomDatagramHeader.size(library.release());
        hasGetError = library.supports(VppcomFeature.SESSION_GET_ERROR);
        hasWriteSegments = library.supports(VppcomFeature.SESSION_WRITE_SEGMENTS);
        hasTerminate = library.supports(VppcomFeature.SESSION_TERMINATE);
    }

    /** Returns the worker. Any thread. */
    public VclWorker worker() {
        return worker;
    }

    /** Returns the events that VCL has for the sessions. */
    public EventBatch events() {
        return events;
    }

    /** Returns scratch for a write of several segments, valid until the next use. */
    public SegmentArray segments() {
        return segments;
    }

    /** Returns when a session was last closed, by {@link System#nanoTime}; 0 if none was. */
    public long lastClose() {
        return lastClose;
    }

    /**
     * Returns whether VPP's queue may be emptied by another call than epoll's: not as long as a connection may be in it for a
     * listener that is closed.
     */
    public boolean mayFlush() {
        return unansweredEpoch != worker.attachEpoch();
    }

    /** Opens a session of TCP, to be connected. */
    public VclSession openStream(InetSocketAddress remote) throws IOException {
        requireVpp(remote);
        VclSession session = new VclSession(this, create(VppcomProto.TCP));
        worker.stats().openSessions++;
        worker.stats().connects++;
        return session;
    }

    /** Refuses to connect while VPP is not there. */
    public void requireVpp(InetSocketAddress remote) throws ConnectException {
        if (!worker.isAttached()) {
            throw VclErrors.connectWhileDetached(remote);
        }
    }

    /** Opens a session of TCP, to listen. */
    public ListenSession openListener() throws IOException {
        if (worker.state() == WorkerState.CLOSING) {
            throw VclErrors.vppStopped();
        }
        return new ListenSession(this, create(VppcomProto.TCP));
    }

    /** Opens a session of UDP. */
    public DatagramSession openDatagrams() throws IOException {
        if (!worker.isAttached()) {
            throw VclErrors.vppStopped();
        }
        return new DatagramSession(this, create(VppcomProto.UDP));
    }

    private int create(int protocol) throws IOException {
        int handle = vppcom.sessionCreate(protocol, 1);
        if (handle < 0) {
            throw VclErrors.io("vppcom_session_create", handle);
        }
        return handle;
    }

    Vppcom vppcom() {
        return vppcom;
    }

    boolean hasGetError() {
        return hasGetError;
    }

    boolean hasWriteSegments() {
        return hasWriteSegments;
    }

    boolean hasTerminate() {
        return hasTerminate;
    }

    int datagramHeaderSize() {
        return datagramHeaderSize;
    }

    /** Scratch for what a receive fifo shows, valid until the next use. */
    VppcomDataSegments shown() {
        return shown;
    }

    /** Scratch, empty, valid until the next use. */
    VppcomEndpoint endpoint() {
        return endpoint.clear();
    }

    /** Scratch with an address, valid until the next use. */
    VppcomEndpoint endpoint(InetSocketAddress address) {
        return endpoint.set(address);
    }

    int epollCtl(int operation, int handle, int mask, long data) {
        argument.set(0, mask, data);
        return vppcom.epollCtl(epoll, operation, handle, argument.address());
    }

    /** VPP insists on a length of exactly 4. */
    void setAttribute(int handle, int attribute, int value) {
        argument.set(0, value, Integer.BYTES);
        int result = vppcom.sessionAttr(handle, attribute, argument.address(), argument.dataAddress());
        if (result < 0) {
            LOGGER.debug("Attribute {} = {}: {}", attribute, value, Errno.describe(result));
        }
    }

    int attribute(int handle, int attribute) {
        // the endpoint is scratch that is large enough for the 8 bytes that some attributes write
        VppcomEndpoint scratch = endpoint();
        int result = vppcom.sessionAttr(handle, attribute, scratch.address(), scratch.lengthAddress());
        return result < 0 ? 0 : scratch.asInt();
    }

    void closeNow(int handle) {
        vppcom.sessionClose(handle);
        lastClose = System.nanoTime();
    }

    /**
     * Closes a listener, and takes what VPP has sent until it has reported that it listens no more. If another call than
     * epoll's came across a connection for a listener that is gone, such as the next listen or accept, VCL would follow a
     * null pointer (vppcom.c {@code vcl_handle_mq_event}, 26.06). A VPP that hangs is not waited for.
     *
     * <p>Just after a re-attachment VPP's answer to VCL's own listen is taken first: VCL would name the listener by its handle
     * of the epoch before, of which VPP does not check what it stands for now (application.c {@code
     * app_listener_get_w_handle}, 26.06).
     */
    void closeListener(int handle) {
        if (worker.attachEpoch() > 0) {
            takeUntil(worker.attachedAt() + UNLISTEN_NANOS, -1);
        }
        closeNow(handle);
        if (!takeUntil(System.nanoTime() + UNLISTEN_NANOS, handle)) {
            unansweredEpoch = worker.attachEpoch();
        }
        if (worker.isDetached()) {
            // VCL has events of sessions that may be closed before the next iteration
            events.dropAll();
        } else {
            events.fetchUnhandled();
        }
    }

    /** Takes what VPP sends until the deadline, or until VCL has forgotten a session, which is what it returns. */
    private boolean takeUntil(long deadline, int forgotten) {
        while (!worker.isDetached()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            events.fetch();
            if (forgotten >= 0 && !isKnown(forgotten)) {
                return true;
            }
            LockSupport.parkNanos(UNLISTEN_INTERVAL_NANOS);
        }
        return false;
    }

    /** VCL forgets a listener when VPP has answered (vppcom.c {@code vcl_session_unlisten_reply_handler}, 26.06). */
    private boolean isKnown(int handle) {
        VppcomEndpoint scratch = endpoint();
        return vppcom.sessionAttr(handle, VppcomAttr.GET_REUSEADDR, scratch.address(), scratch.lengthAddress())
                != Errno.EBADFD;
    }
}
