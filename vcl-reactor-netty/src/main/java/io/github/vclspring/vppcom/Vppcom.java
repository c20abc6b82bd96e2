/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

/**
 * The C API of libvppcom, one method per function: {@code sessionRead} is {@code vppcom_session_read}.
 *
 * <p>Only primitives and off-heap addresses are passed, and nothing is allocated per call. A method that returns an
 * {@code int} returns zero or more on success and a negative {@linkplain Errno errno} on failure.
 *
 * <p><b>Threads.</b> {@link #appCreate} and {@link #workerRegister} make the calling thread a <em>worker</em>. Only the
 * worker that owns a session may make session and epoll calls on it. On a thread that is not a worker, the real library
 * crashes with SIGSEGV. On another worker, the call silently acts on that worker's session with the same index
 * (vcl_private.h, 26.06).
 *
 * <p>{@link VppcomEndpoint}, {@link VppcomEvents} and {@link VppcomDataSegments} define the structs.
 * {@link VppcomFeature} lists the functions that were added after release 21.10. Check
 * {@link io.github.vclspring.vppcom.library.VppcomLibrary#supports} before calling one of them.
 */
public interface Vppcom {

    /**
     * Flag of {@link #sessionAccept}. Without it, the accepted session blocks its worker, even if its listener does
     * not.
     */
    int O_NONBLOCK = 0x800;

    /** Operation of {@link #epollCtl}. */
    int EPOLL_CTL_ADD = 1;

    /** Operation of {@link #epollCtl}. */
    int EPOLL_CTL_DEL = 2;

    /** Operation of {@link #epollCtl}. */
    int EPOLL_CTL_MOD = 3;

    /**
     * Timeout of {@link #epollWait} that returns only the worker's unhandled events, without a system call (vppcom.c
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
     * Detaches the process and unmaps the library's heap. The calling thread must be a worker, and no other worker may
     * be inside the library. {@code VppcomLibrary.destroyApp} steps around what then remains of the heap.
     */
    void appDestroy();

    /**
     * Makes the calling thread a worker. Returns {@link Errno#EEXIST} if it already is one, if there are too many, or
     * if VPP refuses.
     */
    int workerRegister();

    /**
     * Unregisters the calling worker. VPP closes its sessions. Its segments stay mapped, and two descriptors stay open.
     */
    void workerUnregister();

    /** Returns the calling thread's worker index, or -1 if it is not a worker. */
    int workerIndex();

    /**
     * Makes the calling thread act as another worker. Only for {@link #appDestroy}, after that worker's thread has
     * ended.
     */
    void workerIndexSet(int index);

    /**
     * Returns the kernel descriptor that becomes readable when VPP has sent a message, or -1 without
     * {@code use-mq-eventfd}.
     */
    int workerMqsEpfd();

    /**
     * Returns 1 while detached from VPP, otherwise 0. {@link Errno#ENOTSUP} without {@code use-mq-eventfd}. Since
     * 23.02.
     */
    int workerIsDetached();

    /** Creates a session and returns its handle. {@code proto} is one of {@link VppcomProto}. */
    int sessionCreate(int proto, int nonBlocking);

    /** Closes and frees a session. Closing a listener twice crashes with SIGSEGV. */
    int sessionClose(int session);

    /** Sends FIN. Ignored unless the session is established. */
    int sessionShutdown(int session, int how);

    /** Sends RST. The session must still be removed from its epoll set first, and closed afterwards. Since 26.02. */
    int sessionTerminate(int session);

    /** Sets the local address; {@code endpoint} is a {@link VppcomEndpoint}. */
    int sessionBind(int session, long endpoint);

    /** Starts to listen. Blocks the worker until VPP answers. VPP ignores the backlog. */
    int sessionListen(int session, int backlog);

    /**
     * Accepts one connection. Returns {@link Errno#EAGAIN} if there is none. While detached, the real library crashes
     * with SIGSEGV.
     *
     * @param endpoint a {@link VppcomEndpoint} that receives the peer's address
     */
    int sessionAccept(int listener, long endpoint, int flags);

    /**
     * Connects. Returns {@link Errno#EINPROGRESS} if non-blocking. While detached, the real library crashes with
     * SIGSEGV.
     */
    int sessionConnect(int session, long endpoint);

    /** Reads up to {@code length} bytes. Returns 0 at the end of the stream. */
    int sessionRead(int session, long address, long length);

    /**
     * Writes up to {@code length} bytes. {@link Errno#EAGAIN} means that the fifo is full and an EPOLLOUT follows. A
     * short write means neither, because VPP may have made room in the meantime.
     */
    int sessionWrite(int session, long address, long length);

    /**
     * Writes all {@code count} {@link VppcomDataSegments} or nothing. If they do not fit, returns {@link Errno#EAGAIN},
     * and <em>no</em> EPOLLOUT follows. Not for datagrams. Since 24.10.
     */
    int sessionWriteSegments(int session, long segments, int count);

    /**
     * Peeks at up to {@code maxBytes} of unread data that earlier calls have not returned, without consuming it. The
     * segments point into the receive fifo. For datagrams, they include the headers ({@link VppcomDatagramHeader}).
     *
     * @param segments room for {@code count} {@link VppcomDataSegments}
     * @return the number of bytes in the segments, or {@link Errno#EAGAIN} if there are none
     */
    int sessionReadSegments(int session, long segments, int count, int maxBytes);

    /** Consumes bytes that {@link #sessionReadSegments} has returned. VPP is not notified that there is room. */
    void sessionFreeSegments(int session, int bytes);

    /** Gets or sets one of {@link VppcomAttr}. {@code length} is the address of an {@code int}, in and out. */
    int sessionAttr(int session, int op, long buffer, long length);

    /** Receives one datagram; {@code endpoint} receives its sender. */
    int sessionRecvfrom(int session, long address, int length, int flags, long endpoint);

    /** Sends one datagram; {@code endpoint} is 0 for a connected session. */
    int sessionSendto(int session, long address, int length, int flags, long endpoint);

    /** Returns why a connect or listen failed, as a negative errno, or 0 if it did not fail. Since 22.10. */
    int sessionGetError(int session);

    /**
     * Creates an epoll set, which is itself a session of the calling worker. Use one per worker: event queues are not
     * per set.
     */
    int epollCreate();

    /** Adds, modifies or deletes a session. {@code event} is the address of one {@code struct epoll_event}, or 0. */
    int epollCtl(int epoll, int op, int session, long event);

    /**
     * Moves VPP's messages from the worker's queue to its unhandled events for {@link #epollWait}, as calls that wait
     * for VPP's answer do.
     *
     * <p>Makes no system call: the descriptor stays readable, and VPP signals it again when it sends into the empty
     * queue. Does not notice that VPP stops or restarts. The real library crashes with SIGSEGV on a connection for a
     * closed listener while VPP's answer to the close is unread (vppcom.c {@code vcl_flush_mq_events},
     * {@code vcl_handle_mq_event}, 26.06).
     */
    void flushMqEvents();

    /**
     * Fetches events. Callers never wait here: {@code timeoutMillis} is 0 or {@link #EPOLL_WAIT_UNHANDLED}.
     *
     * @return the number of events written to {@code events}
     */
    int epollWait(int epoll, long events, int maxEvents, double timeoutMillis);
}
