/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static io.github.vclspring.loopback.Kernel.MEMORY;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.VppcomEvents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for VPP. One thread waits for all kernel sockets, edge-triggered, and translates their events into messages
 * to the workers that own the sessions.
 */
final class Vpp implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Vpp.class);

    private static final int BATCH = 256;
    private static final int INTERESTS =
            VppcomEvents.EPOLLIN | VppcomEvents.EPOLLOUT | VppcomEvents.EPOLLRDHUP | Kernel.EPOLLET;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;

    private final LoopbackFaults faults;
    private final int epoll = Kernel.epollCreate();
    private final int wakeup = Kernel.eventFd();
    private final VppcomEvents batch = new VppcomEvents(BATCH);
    private final Map<String, SharedListener> listeners = new HashMap<>();
    private final Map<String, SharedDatagrams> datagrams = new HashMap<>();
    private final List<Worker> workers = new ArrayList<>();
    private @Nullable KernelSocket[] sockets = new KernelSocket[64];
    private int epollAdds;
    private long lookedForHangs = System.nanoTime();
    private volatile boolean alive = true;
    private volatile boolean stopped;

    Vpp(LoopbackFaults faults) {
        this.faults = faults;
        VppcomEvents event = new VppcomEvents(1);
        event.set(0, VppcomEvents.EPOLLIN, -1);
        Kernel.epollCtl(epoll, EPOLL_CTL_ADD, wakeup, event.address());
    }

    void start() {
        Thread thread = new Thread(this, "loopback-vpp");
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops the thread, which closes its descriptors itself. */
    void stop() {
        stopped = true;
        Kernel.signal(wakeup);
    }

    @Override
    public void run() {
        while (!stopped) {
            int count = Kernel.epollWait(epoll, batch.address(), BATCH, faults.checkIntervalMillis());
            faults.delayVpp();
            lookForHangs();
            for (int i = 0; i < count && !stopped; i++) {
                KernelSocket socket = find(batch.data(i));
                if (socket != null) {
                    try {
                        socket.onEvents(batch.events(i));
                    } catch (RuntimeException e) {
                        LOG.error("The loopback failed to handle an event of {}", socket, e);
                    }
                }
            }
        }
        Kernel.close(epoll);
        Kernel.close(wakeup);
    }

    private void lookForHangs() {
        long now = System.nanoTime();
        if (now - lookedForHangs < TimeUnit.MILLISECONDS.toNanos(faults.checkIntervalMillis())) {
            return;
        }
        lookedForHangs = now;
        List<Worker> attached;
        synchronized (this) {
            attached = List.copyOf(workers);
        }
        attached.forEach(Worker::lookForHang);
    }

    private synchronized @Nullable KernelSocket find(long id) {
        int fd = (int) id;
        if (fd < 0 || fd >= sockets.length) {
            return null;
        }
        KernelSocket socket = sockets[fd];
        return socket != null && socket.epollId() == id ? socket : null;
    }

    /** Adds a socket to the epoll set. Existing readiness is reported immediately. */
    void epollAdd(KernelSocket socket) {
        long memory;
        int fd = socket.fd();
        synchronized (this) {
            if (fd >= sockets.length) {
                sockets = Arrays.copyOf(sockets, Math.max(sockets.length * 2, fd + 1));
            }
            sockets[fd] = socket;
            socket.epollId(((long) ++epollAdds << 32) | fd);
            memory = Scratch.get().address();
            MEMORY.putInt(memory, INTERESTS);
            MEMORY.putLong(memory + VppcomEvents.SIZE - Long.BYTES, socket.epollId());
            if (!alive) {
                socket.die();
            }
        }
        Kernel.epollCtl(epoll, EPOLL_CTL_ADD, fd, memory);
    }

    synchronized void forget(KernelSocket socket, int fd) {
        if (fd < sockets.length && sockets[fd] == socket) {
            sockets[fd] = null;
            // closing is not enough, because a duplicate would keep the registration
            Kernel.epollCtl(epoll, EPOLL_CTL_DEL, fd, 0);
        }
    }

    /** Attaches an application's worker. Returns false if VPP is stopped. */
    synchronized boolean attach(Worker worker) {
        if (alive) {
            workers.add(worker);
        }
        return alive;
    }

    synchronized void detach(Worker worker) {
        workers.remove(worker);
    }

    synchronized int messages() {
        return workers.stream().mapToInt(Worker::messages).sum();
    }

    boolean isAlive() {
        return alive;
    }

    /** Listens for a session. Returns 0 or a negative errno. */
    synchronized int listen(Session session, SockAddr address) {
        String key = address.key();
        SharedListener listener = listeners.get(key);
        if (listener == null) {
            int fd = SharedListener.open(address);
            if (fd < 0) {
                return fd;
            }
            listener = new SharedListener(fd, this);
            listeners.put(key, listener);
            epollAdd(listener);
        }
        return listener.add(session) ? 0 : Errno.EADDRINUSE;
    }

    synchronized void unlisten(Session session) {
        listeners.values().removeIf(listener -> {
            boolean last = listener.remove(session);
            if (last) {
                listener.closeFd(this, false);
            }
            return last;
        });
    }

    /** Binds a datagram session. Returns 0 or a negative errno. */
    synchronized int bind(Session session, SockAddr address) {
        SharedDatagrams shared = datagrams.get(address.key());
        if (shared != null) {
            return shared.add(session) ? 0 : Errno.EADDRINUSE;
        }
        int fd = UdpSocket.open(address);
        if (fd < 0) {
            return fd;
        }
        datagrams.put(address.key(), new SharedDatagrams(session, fd));
        return 0;
    }

    /** Closes a datagram session's socket. */
    synchronized void unbind(UdpSocket socket) {
        datagrams.values().removeIf(shared -> shared.remove(socket));
        socket.closeFd(this, false);
    }

    /** Stops VPP. Closes its listeners and signals the workers, but notifies no peer. */
    void die() {
        List<KernelSocket> all = new ArrayList<>();
        List<Worker> attached;
        synchronized (this) {
            alive = false;
            listeners.values().forEach(listener -> listener.closeFd(this, true));
            listeners.clear();
            datagrams.clear();
            for (int fd = 0; fd < sockets.length; fd++) {
                KernelSocket socket = sockets[fd];
                if (socket != null) {
                    all.add(socket);
                    Kernel.epollCtl(epoll, EPOLL_CTL_DEL, fd, 0);
                }
            }
            attached = List.copyOf(workers);
            workers.clear();
        }
        all.forEach(KernelSocket::die);
        attached.forEach(Worker::vppDied);
    }

    synchronized void revive() {
        alive = true;
    }
}
