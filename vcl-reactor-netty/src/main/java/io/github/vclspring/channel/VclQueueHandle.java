/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/** The descriptor of a worker's message queues in the loop's epoll. It is VCL's own and never closed here. */
final class VclQueueHandle implements EpollIoHandle {

    private final FileDescriptor fd;
    private @Nullable IoRegistration registration;
    private boolean signalled;

    private VclQueueHandle(int fd) {
        this.fd = new FileDescriptor(fd);
    }

    static VclQueueHandle register(IoHandler epoll, int fd) throws Exception {
        VclQueueHandle handle = new VclQueueHandle(fd);
        IoRegistration registration = epoll.register(handle);
        registration.submit(EpollIoOps.EPOLLIN);
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

    /** Whether it was readable since the last call. */
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
