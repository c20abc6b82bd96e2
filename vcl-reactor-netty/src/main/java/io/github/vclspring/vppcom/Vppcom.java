/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/**
 * The C API of libvppcom, one method per function: {@code sessionRead} is {@code vppcom_session_read}.
 *
 * <p>Only primitives, and addresses of memory outside the heap, cross; nothing is allocated per call. A method that
 * returns an {@code int} returns zero or more on success and a negative {@linkplain Errno errno} on failure.
 *
 * <p><b>Threads.</b> A thread becomes a <em>worker</em> by {@link #appCreate} or {@link #workerRegister}. Every session
 * and epoll call must be made by the worker that owns the session: from any other thread the real library dies by
 * SIGSEGV, and on another worker it silently hits that worker's own session of the same index (vcl_private.h, 26.06).
 *
 * <p>Structs are laid out by {@link VppcomEndpoint}, {@link VppcomEvents} and {@link VppcomDataSegments}. Functions that
 * came after release 21.10 are listed by {@link VppcomFeature}: ask {@link io.github.vclspring.vppcom.library.VppcomLibrary#supports} before the call.
 */
public interface Vppcom {

    /** Flag of {@link #sessionAccept}: without it the child blocks its worker, whatever its listener does. */
    int O_NONBLOCK = 0x800;

    /** Operation of {@link #epollCtl}. */
    int EPOLL_CTL_ADD = 1;

    /** Operation of {@link #epollCtl}. */
    int EPOLL_CTL_DEL = 2;

    /** Operation of {@link #epollCtl}. */
    int EPOLL_CTL_MOD = 3;

    /**
     * Timeout of {@link #epollWait} that only hands out what the worker already holds: no system call (vppcom.c
     * {@code vppcom_epoll_wait_eventfd}, all releases since 21.06).
     */
    double EPOLL_WAIT_UNHANDLED = -2;

    /** {@code how} of {@link #sessionShutdown}. */
    int SHUT_RD = 0;

    /** {@code how} of {@link #sessionShutdown}. */
    int SHUT_WR = 1;

    /** {@code how} of {@link #sessionShutdown}. */
    int SHUT_RDWR = 2;

    /**
     * Attaches the process to VPP and makes the calling thread worker 0. Reads {@code vcl.conf} first.
     *
     * @param name shown by {@code vppctl show app}; more than 63 bytes overrun the attach message (vcl_sapi.c, 26.06)
     */
    int appCreate(String name);

    /**
     * Detaches the process. The calling thread must be a worker, and no other worker may be inside the library: its heap
     * is unmapped.
     */
    void appDestroy();

    /** Makes the calling thread a worker; {@link Errno#EEXIST} if it is one, if there are too many, or if VPP refuses. */
    int workerRegister();

    /** Ends the calling worker. VPP closes its sessions; its segments and two descriptors stay mapped and open. */
    void workerUnregister();

    /** The calling thread's worker index, -1 if it is none. */
    int workerIndex();

    /** Makes the calling thread act as another worker; only for {@link #appDestroy} after that worker's thread ended. */
    void workerIndexSet(int index);

    /** The kernel descriptor that becomes readable when VPP has sent something; -1 without {@code use-mq-eventfd}. */
    int workerMqsEpfd();

    /** 1 while VPP is not there, else 0; {@link Errno#ENOTSUP} without {@code use-mq-eventfd}. Since 23.02. */
    int workerIsDetached();

    /** A new session handle. {@code proto} is one of {@link VppcomProto}. */
    int sessionCreate(int proto, int nonBlocking);

    /** Frees the session. A second close of a listener is a SIGSEGV. */
    int sessionClose(int session);

    /** Sends FIN. Ignored unless the session is established. */
    int sessionShutdown(int session, int how);

    /** Sends RST. The session must still be removed from its epoll set before, and closed after. Since 26.02. */
    int sessionTerminate(int session);

    /** Sets the local address; {@code endpoint} is a {@link VppcomEndpoint}. */
    int sessionBind(int session, long endpoint);

    /** Listens; blocks the worker until VPP has answered. VPP ignores the backlog. */
    int sessionListen(int session, int backlog);

    /**
     * Accepts one connection, {@link Errno#EAGAIN} if there is none. While detached the real library dies by SIGSEGV.
     *
     * @param endpoint a {@link VppcomEndpoint} that receives the peer's address
     */
    int sessionAccept(int listener, long endpoint, int flags);

    /** Connects; {@link Errno#EINPROGRESS} if non-blocking. While detached the real library dies by SIGSEGV. */
    int sessionConnect(int session, long endpoint);

    /** Reads up to {@code length} bytes; 0 is the end of the stream. */
    int sessionRead(int session, long address, long length);

    /**
     * Writes up to {@code length} bytes. {@link Errno#EAGAIN} means that the fifo is full and an EPOLLOUT follows; fewer
     * than {@code length} does not, because VPP may have made room meanwhile.
     */
    int sessionWrite(int session, long address, long length);

    /**
     * Writes all of {@code count} {@link VppcomDataSegments} or nothing: {@link Errno#EAGAIN} if they do not fit, and
     * <em>no</em> EPOLLOUT follows. Never for datagrams. Since 24.10.
     */
    int sessionWriteSegments(int session, long segments, int count);

    /**
     * Shows up to {@code maxBytes} of what can be read, behind what was shown before, without taking it: addresses inside the
     * receive fifo. Of datagrams it shows the headers, too ({@link VppcomDatagramHeader}).
     *
     * @param segments room for {@code count} {@link VppcomDataSegments}
     * @return how many bytes are shown, {@link Errno#EAGAIN} if there are none
     */
    int sessionReadSegments(int session, long segments, int count, int maxBytes);

    /** Takes bytes that {@link #sessionReadSegments} has shown. VPP is not told that there is room. */
    void sessionFreeSegments(int session, int bytes);

    /** Reads or sets one of {@link VppcomAttr}; {@code length} is the address of an {@code int}, in and out. */
    int sessionAttr(int session, int op, long buffer, long length);

    /** Receives one datagram; {@code endpoint} receives its sender. */
    int sessionRecvfrom(int session, long address, int length, int flags, long endpoint);

    /** Sends one datagram; {@code endpoint} is 0 for a connected session. */
    int sessionSendto(int session, long address, int length, int flags, long endpoint);

    /** Returns why a connect or listen failed: a negative errno, 0 if it did not. Since 22.10. */
    int sessionGetError(int session);

    /** A new epoll set, itself a session of the calling worker. One per worker: the event queues are not per set. */
    int epollCreate();

    /** Adds, changes or removes a session; {@code event} is the address of one {@code struct epoll_event}, or 0. */
    int epollCtl(int epoll, int op, int session, long event);

    /**
     * Takes what VPP has sent out of the worker's queue, as calls that wait for VPP's answer do, and keeps the events for {@link
     * #epollWait}. No system call: the descriptor stays readable, and VPP signals it again for what it sends into the empty
     * queue. Neither VPP's stop nor its return is noticed. In the real library a connection for a listener that was closed,
     * and for which VPP's answer was not taken yet, is a SIGSEGV (vppcom.c {@code vcl_flush_mq_events}, {@code
     * vcl_handle_mq_event}, 26.06).
     */
    void flushMqEvents();

    /**
     * Fetches events. Never asked to wait here: {@code timeoutMillis} is 0 or {@link #EPOLL_WAIT_UNHANDLED}.
     *
     * @return how many events were written to {@code events}
     */
    int epollWait(int epoll, long events, int maxEvents, double timeoutMillis);
}
