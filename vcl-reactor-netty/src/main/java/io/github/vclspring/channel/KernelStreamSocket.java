/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.channel.option.KernelOptions;
import io.github.vclspring.session.SegmentArray;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A kernel socket in the epoll set on which the event loop sleeps. */
final class KernelStreamSocket implements StreamSocket, EpollIoHandle {

    /** All events of a stream, edge-triggered as in VCL, so that both sockets are read and written the same way. */
    private static final EpollIoOps OPS = EpollIoOps.EPOLLIN
            .with(EpollIoOps.EPOLLOUT)
            .with(EpollIoOps.EPOLLRDHUP)
            .with(EpollIoOps.EPOLLET);

    private final VclSocketChannel channel;
    private final Socket socket;
    private volatile @Nullable IoRegistration registration;

    KernelStreamSocket(VclSocketChannel channel) {
        this.channel = channel;
        socket = Socket.newSocketStream();
    }

    @Override
    public VclTransport transport() {
        return VclTransport.KERNEL;
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
        channel.config().applyTo(socket);
        if (local != null) {
            socket.bind(local);
        }
        socket.connect(remote);
        epollAdd();
    }

    /** Registration completes immediately on the loop. Existing readiness is reported. */
    @Override
    public void epollAdd() throws IOException {
        // a kernel socket is unaffected when VPP stops
        channel.leaveVcl();
        Future<IoRegistration> registered = ((IoEventLoop) channel.eventLoop()).register(this);
        if (!registered.isSuccess()) {
            throw new IOException("Cannot watch " + socket, registered.cause());
        }
        IoRegistration current = registered.getNow();
        registration = current;
        current.submit(OPS);
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        EpollIoOps ops = ((EpollIoEvent) event).ops();
        boolean error = ops.contains(EpollIoOps.EPOLLERR);
        channel.ready(
                error || ops.contains(EpollIoOps.EPOLLIN),
                error || ops.contains(EpollIoOps.EPOLLOUT),
                ops.contains(EpollIoOps.EPOLLRDHUP),
                error);
    }

    @Override
    public boolean finishConnect(boolean failed) throws IOException {
        return socket.finishConnect();
    }

    @Override
    public InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    @Override
    public int read(long address, int length) throws IOException {
        return socket.recvAddress(address, 0, length);
    }

    /** Returns false, because the kernel reports all data. */
    @Override
    public boolean hasMore() {
        return false;
    }

    @Override
    public int write(long address, int length) throws IOException {
        int written = socket.sendAddress(address, 0, length);
        return written > 0 ? written : FULL;
    }

    @Override
    public int write(SegmentArray gather) throws IOException {
        long written = socket.writevAddresses(gather.segments().address(), gather.count());
        return written > 0 ? (int) written : FULL;
    }

    @Override
    public boolean reportsRoom() {
        return true;
    }

    @Override
    public int room() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void epollAfterEnd() {}

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdown(true, false);
    }

    @Override
    public void shutdownOutput(boolean inputEnded) throws IOException {
        socket.shutdown(false, true);
    }

    /** Does nothing, because the kernel has already sent the FIN. */
    @Override
    public void bothEnded() {}

    @Override
    public void optionSet(ChannelOption<?> option, Object value) {
        KernelOptions.set(socket, option, value);
    }

    @Override
    public @Nullable Object option(ChannelOption<?> option) {
        return KernelOptions.get(socket, option);
    }

    @Override
    public boolean lingers() {
        return channel.config().getSoLinger() > 0;
    }

    @Override
    public void cancel() {
        IoRegistration current = registration;
        if (current != null) {
            registration = null;
            current.cancel();
        }
    }

    /** Called by the channel, and by the event loop when it shuts down. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            cancel();
            socket.close();
        } else {
            channel.closeNow();
        }
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
