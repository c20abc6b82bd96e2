/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.application.VclWorker;
import io.github.vclspring.vppcom.WorkerEpoll;
import io.netty.channel.IoHandler;
import io.netty.channel.epoll.EpollIoOps;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Notices VPP's death before VCL does, so that the loop can first refuse the connections that VCL would trip over. */
final class AppSocketWatch {

    private final WorkerEpoll workerEpoll;
    private final int socket;
    private final WatchedDescriptor watched;

    private AppSocketWatch(WorkerEpoll workerEpoll, int socket, WatchedDescriptor watched) {
        this.workerEpoll = workerEpoll;
        this.socket = socket;
        this.watched = watched;
    }

    /** Returns null where the app socket cannot be had: VCL then notices by itself, as it is. */
    static @Nullable AppSocketWatch start(IoHandler epoll, VclWorker worker) throws Exception {
        WorkerEpoll workerEpoll = worker.epoll();
        if (workerEpoll == null) {
            return null;
        }
        OptionalInt socket = workerEpoll.hideAppSocket();
        if (socket.isEmpty()) {
            return null;
        }
        try {
            WatchedDescriptor watched = WatchedDescriptor.register(epoll, socket.getAsInt(), EpollIoOps.EPOLLRDHUP);
            return new AppSocketWatch(workerEpoll, socket.getAsInt(), watched);
        } catch (Exception e) {
            workerEpoll.showAppSocket(socket.getAsInt());
            throw e;
        }
    }

    /** Whether VPP has closed the socket; it does so once. */
    boolean takeSignal() {
        boolean closed = watched.takeSignal();
        if (closed) {
            // level-triggered, it would keep the loop awake until VCL has it
            watched.cancel();
        }
        return closed;
    }

    /** From now on VCL notices. */
    void handToVcl() {
        workerEpoll.showAppSocket(socket);
    }
}
