/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/** A descriptor of VCL's in the loop's epoll: a worker's message queues, or its app socket. It is never closed here. */
final class WatchedDescriptor implements EpollIoHandle {

    private final FileDescriptor fd;
    private @Nullable IoRegistration registration;
    private boolean signalled;

    private WatchedDescriptor(int fd) {
        this.fd = new FileDescriptor(fd);
    }

    static WatchedDescriptor register(IoHandler epoll, int fd, EpollIoOps ops) throws Exception {
        WatchedDescriptor handle = new WatchedDescriptor(fd);
        IoRegistration registration = epoll.register(handle);
        registration.submit(ops);
        handle.registration = registration;
        return handle;
    }

    @Override
    public FileDescriptor fd() {
        return fd;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        signalled = true;
    }

    /** Whether something was told of it since the last call. */
    boolean takeSignal() {
        boolean was = signalled;
        signalled = false;
        return was;
    }

    void cancel() {
        IoRegistration current = registration;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void close() {
        cancel();
    }
}
