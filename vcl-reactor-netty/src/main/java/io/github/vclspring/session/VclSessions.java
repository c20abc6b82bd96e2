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
 * Opens the sessions of one worker, and contains what their calls share: the epoll set, and off-heap memory for
 * arguments of a single call. Only on the worker's thread.
 */
@Internal
public final class VclSessions {

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(VclSessions.class);

    /** How long to wait for VPP's answer to a listener's close, which takes about a tenth of a millisecond. */
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

    /** Creates the sessions of a worker. */
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

    /** Returns the events of the sessions. */
    public EventBatch events() {
        return events;
    }

    /** Returns scratch memory for a write of several segments, valid until the next use. */
    public SegmentArray segments() {
        return segments;
    }

    /** Returns when a session was last closed ({@link System#nanoTime}), or 0 if none was. */
    public long lastClose() {
        return lastClose;
    }

    /**
     * Returns whether calls other than epoll's may drain VPP's queue. They must not while the queue may contain a
     * connection for a closed listener.
     */
    public boolean mayFlush() {
        return unansweredEpoch != worker.attachEpoch();
    }

    /** Opens a TCP session for an outbound connection. */
    public VclSession openStream(InetSocketAddress remote) throws IOException {
        requireVpp(remote);
        VclSession session = new VclSession(this, create(VppcomProto.TCP));
        worker.stats().openSessions++;
        worker.stats().connects++;
        return session;
    }

    /** Throws an exception unless attached to VPP. */
    public void requireVpp(InetSocketAddress remote) throws ConnectException {
        if (!worker.isAttached()) {
            throw VclErrors.connectWhileDetached(remote);
        }
    }

    /** Opens a TCP session that listens. */
    public ListenSession openListener() throws IOException {
        if (worker.state() == WorkerState.CLOSING) {
            throw VclErrors.vppStopped();
        }
        return new ListenSession(this, create(VppcomProto.TCP));
    }

    /** Opens a UDP session. */
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

    /** Scratch memory for segments of a receive fifo, valid until the next use. */
    VppcomDataSegments shown() {
        return shown;
    }

    /** An empty scratch endpoint, valid until the next use. */
    VppcomEndpoint endpoint() {
        return endpoint.clear();
    }

    /** A scratch endpoint with an address, valid until the next use. */
    VppcomEndpoint endpoint(InetSocketAddress address) {
        return endpoint.set(address);
    }

    int epollCtl(int operation, int handle, int mask, long data) {
        argument.set(0, mask, data);
        return vppcom.epollCtl(epoll, operation, handle, argument.address());
    }

    /** Sets an integer attribute. VCL requires a length of exactly 4. */
    void setAttribute(int handle, int attribute, int value) {
        argument.set(0, value, Integer.BYTES);
        int result = vppcom.sessionAttr(handle, attribute, argument.address(), argument.dataAddress());
        if (result < 0) {
            LOGGER.debug("Attribute {} = {}: {}", attribute, value, Errno.describe(result));
        }
    }

    int attribute(int handle, int attribute) {
        // the endpoint is large enough for the 8 bytes that some attributes write
        VppcomEndpoint scratch = endpoint();
        int result = vppcom.sessionAttr(handle, attribute, scratch.address(), scratch.lengthAddress());
        return result < 0 ? 0 : scratch.asInt();
    }

    void closeNow(int handle) {
        vppcom.sessionClose(handle);
        lastClose = System.nanoTime();
    }

    /**
     * Closes a listener, and fetches events until VPP has confirmed the close.
     *
     * <p>Otherwise, a call other than epoll's, such as the next listen or accept, could find a connection for the
     * closed listener, and VCL would dereference a null pointer (vppcom.c {@code vcl_handle_mq_event}, 26.06). The wait
     * is limited, because VPP may hang.
     *
     * <p>Just after re-attaching, VPP's answer to VCL's own listen is read first. Before that, VCL would identify the
     * listener by its handle of the previous epoch, and VPP does not check what that handle refers to now
     * (application.c {@code app_listener_get_w_handle}, 26.06).
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
            // VCL has events for sessions that may be closed before the next iteration
            events.dropAll();
        } else {
            events.fetchUnhandled();
        }
    }

    /** Fetches events until the deadline, or until VCL has forgotten a session. Returns whether it has. */
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

    /**
     * Returns whether VCL knows a listener. It forgets the listener when VPP has answered the close (vppcom.c
     * {@code vcl_session_unlisten_reply_handler}, 26.06).
     */
    private boolean isKnown(int handle) {
        VppcomEndpoint scratch = endpoint();
        return vppcom.sessionAttr(handle, VppcomAttr.GET_REUSEADDR, scratch.address(), scratch.lengthAddress())
                != Errno.EBADFD;
    }
}
