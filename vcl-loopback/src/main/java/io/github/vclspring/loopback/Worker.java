/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import io.github.vclspring.vppcom.VppcomEvents;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The counterpart of {@code vcl_worker_t}: one thread's sessions and its queue of messages from VPP. */
final class Worker {

    private static final int EPOLL_CTL_ADD = 1;
    private static final Set<String> SLEEPING = Set.of("epollWait", "epollWait0", "epollWait1", "epoll_wait");

    private final LoopbackApp app;
    private final int index;
    private final Thread thread = Thread.currentThread();
    private final List<@Nullable Session> sessions = new ArrayList<>();
    private final Deque<Integer> freeSlots = new ArrayDeque<>();
    private final BitSet freedByVcl = new BitSet();
    private final Messages unhandled = new Messages();
    private final SockAddr scratch = new SockAddr();
    private final int eventFd;
    private final int detachFd;
    private final int mqsEpoll;
    private volatile MessageQueue queue;
    private volatile boolean vppStopped;
    private boolean attached;
    /** Closed TCP listeners for which VPP's answer was not handled yet. */
    private int closingListeners;

    private volatile long unhandledSince;
    private volatile boolean hung;
    private long suspectedSince;

    Worker(LoopbackApp app, int index) {
        this.app = app;
        this.index = index;
        if (app.conf().useMqEventfd()) {
            eventFd = Kernel.eventFd();
            detachFd = Kernel.eventFd();
            mqsEpoll = Kernel.epollCreate();
            VppcomEvents event = new VppcomEvents(1);
            event.set(0, VppcomEvents.EPOLLIN, 0);
            Kernel.epollCtl(mqsEpoll, EPOLL_CTL_ADD, eventFd, event.address());
            Kernel.epollCtl(mqsEpoll, EPOLL_CTL_ADD, detachFd, event.address());
        } else {
            eventFd = -1;
            detachFd = -1;
            mqsEpoll = -1;
        }
        queue = new MessageQueue(eventFd);
    }

    int index() {
        return index;
    }

    Thread thread() {
        return thread;
    }

    Vpp vpp() {
        return app.vpp();
    }

    VclConf conf() {
        return app.conf();
    }

    LoopbackFaults faults() {
        return app.faults();
    }

    int mqsEpoll() {
        return mqsEpoll;
    }

    Messages unhandled() {
        return unhandled;
    }

    /** Returns an address for use within one call. */
    SockAddr scratch() {
        return scratch;
    }

    List<@Nullable Session> sessions() {
        return sessions;
    }

    /** Called by the {@link Vpp} thread, and by workers on its behalf. */
    boolean post(Session session, int type, int argument) {
        return queue.post(session, type, argument);
    }

    /** Returns how many messages wait for the worker. Any thread. */
    int messages() {
        return queue.size();
    }

    Messages takeMessages() {
        return queue.takeAll();
    }

    /** Reads the descriptor, as {@code epoll_wait} does before it takes messages. */
    void readDescriptor() {
        queue.unsignal();
    }

    Session allocate(int proto, boolean epollSet) {
        Integer slot = freeSlots.poll();
        Session session = new Session(this, slot == null ? sessions.size() : slot, proto, epollSet);
        if (slot == null) {
            sessions.add(session);
        } else {
            sessions.set(slot, session);
            freedByVcl.clear(slot);
        }
        app.sessions(1);
        return session;
    }

    void free(Session session) {
        session.freed = true;
        sessions.set(session.index, null);
        freeSlots.push(session.index);
        app.sessions(-1);
    }

    /**
     * Returns the session of a handle, or null where VCL returns {@code EBADFD}.
     *
     * @throws LoopbackMisuseException where VCL would access another session
     */
    @Nullable
    Session find(int handle) {
        checkDrained();
        int slot = handle & 0xffffff;
        if (handle < 0 || (slot >= sessions.size() && handle >>> 24 == index)) {
            return null;
        }
        if (handle >>> 24 != index) {
            throw new LoopbackMisuseException(
                    "Session 0x%x belongs to worker %d and was used by worker %d (%s): VCL would"
                                    .formatted(handle, handle >>> 24, index, thread.getName())
                            + " silently use this worker's own session of the same index");
        }
        Session session = sessions.get(slot);
        if (session == null && freedByVcl.get(slot)) {
            return null;
        }
        if (session == null || session.appClosed) {
            throw new LoopbackMisuseException(
                    "Session 0x%x was closed: VCL may have given its slot to another session".formatted(handle));
        }
        return session;
    }

    /**
     * Like {@link #find}, but also returns a closed listener, which VCL keeps until VPP has answered. A listener that
     * VPP had refused is freed immediately, so its slot is empty right after its close.
     */
    @Nullable
    Session findForAttribute(int handle) {
        int slot = handle & 0xffffff;
        if (handle >>> 24 == index && slot < sessions.size()) {
            Session session = sessions.get(slot);
            if (session == null || session.unlistening) {
                return session;
            }
        }
        return find(handle);
    }

    boolean isAttached() {
        return attached;
    }

    /** Returns whether this or another worker has attached since VPP stopped. */
    boolean isAnyReattached() {
        return attached || app.isReattaching();
    }

    void attached(boolean now) {
        attached = now;
    }

    /** Called when VPP stops. Corresponds to the app socket's hang-up. */
    void vppDied() {
        vppStopped = true;
        queue.close();
        if (detachFd >= 0) {
            Kernel.signal(detachFd);
        }
    }

    boolean isVppStopped() {
        return vppStopped;
    }

    /** Replaces the queue with an empty one after a re-attach. */
    void renewQueue() {
        vppStopped = false;
        queue.unsignal();
        queue = new MessageQueue(eventFd);
        closingListeners = 0;
        if (detachFd >= 0) {
            Kernel.unsignal(detachFd);
        }
    }

    /** Notes that a listener was closed, for which VPP may have sent connections that the worker has not seen. */
    void listenerClosed(Session listener) {
        listener.unlistening = true;
        closingListeners++;
    }

    /** Frees a listener after VPP's answer to the close. Its handle is unknown until the slot is reused. */
    void listenerForgotten(Session listener) {
        closingListeners--;
        freeByVcl(listener);
    }

    /** Must be called before anything but {@code epoll_wait} takes messages. */
    void checkFlush(String call) {
        if (closingListeners > 0) {
            throw new LoopbackMisuseException(
                    call + " after a listener was closed, before epoll_wait has taken VPP's answer: VCL"
                            + " dies by SIGSEGV if a connection for the closed listener is in its queue");
        }
    }

    /** Adds an unhandled event, which the descriptor does not signal. */
    void addUnhandled(Session session, int type, int argument) {
        if (unhandled.size() == 0) {
            unhandledSince = System.nanoTime();
        }
        unhandled.add(session, type, argument);
    }

    void epollWaited() {
        unhandledSince = System.nanoTime();
    }

    /** Fails if the worker was found asleep on its descriptor with unhandled events. */
    void checkDrained() {
        if (hung) {
            hung = false;
            throw new LoopbackMisuseException("Worker " + index + " (" + thread.getName() + ") slept for more than "
                    + faults().drainTimeoutNanos() / 1_000_000
                    + " ms while it held events that its descriptor does not show:"
                    + " with VCL it would have slept on. Before a loop blocks, epoll_wait(-2) must have returned 0");
        }
    }

    /** Called by the {@link Vpp} thread periodically. Notes whether the worker sleeps with unhandled events. */
    void lookForHang() {
        long since = unhandledSince;
        boolean overdue = unhandled.size() > 0 && System.nanoTime() - since > faults().drainTimeoutNanos();
        // checked twice, because a worker may be about to fetch its events
        if (overdue && isAsleep() && suspectedSince == since) {
            hung = true;
        }
        suspectedSince = overdue ? since : 0;
    }

    /** Returns whether the thread is in the kernel's epoll_wait. A slow handler is not an error of the loop. */
    private boolean isAsleep() {
        boolean inEpoll = false;
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(LoopbackVppcom.class.getName())) {
                return false;
            }
            inEpoll |= SLEEPING.contains(frame.getMethodName())
                    || frame.getClassName().equals("sun.nio.ch.EPoll");
        }
        return inEpoll;
    }

    /** Counts a re-attach, as VCL does. */
    void countReattachment() {
        app.countReattachment();
    }

    /** Frees a slot without the application. {@link #find} then returns null for its handle, as in VCL. */
    void freeByVcl(Session session) {
        free(session);
        freedByVcl.set(session.index);
    }

    /** Ends the worker with its sessions and listeners. */
    void end() {
        vpp().detach(this);
        queue.close();
        Detachment.dropAccepted(queue.takeAll());
        for (Session session : sessions) {
            if (session != null) {
                SessionCalls.release(session, false);
                app.sessions(-1);
            }
        }
        sessions.clear();
        freeSlots.clear();
        unhandled.clear();
        if (mqsEpoll >= 0) {
            Kernel.close(mqsEpoll);
            Kernel.close(eventFd);
            Kernel.close(detachFd);
        }
    }
}
