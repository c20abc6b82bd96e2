/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import com.kenai.jffi.MemoryIO;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** The kernel's socket calls. Each returns its result or a negative errno. */
final class Kernel {

    static final MemoryIO MEMORY = MemoryIO.getInstance();

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int MSG_PEEK = 0x2;
    static final int EINTR = -4;
    static final int POLLERR = 0x8;
    static final int POLLRDHUP = 0x2000;
    static final int EPOLLET = 1 << 31;

    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_ERROR = 4;
    private static final int SO_SNDBUF = 7;
    private static final int SO_LINGER = 13;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int SHUT_WR = 1;
    private static final long FIONREAD = 0x541B;
    private static final int BACKLOG = 4096;

    private static final LibC C = LibraryLoader.create(LibC.class).load("c");
    private static final Runtime RUNTIME = Runtime.getRuntime(C);

    private Kernel() {}

    /** The libc functions used here. Public because jnr-ffi implements the interface in another class loader. */
    public interface LibC {

        int socket(int family, int type, int protocol);

        int bind(int fd, long address, int length);

        int listen(int fd, int backlog);

        int accept4(int fd, long address, long length, int flags);

        int connect(int fd, long address, int length);

        long recv(int fd, long buffer, long length, int flags);

        long send(int fd, long buffer, long length, int flags);

        long recvmsg(int fd, long message, int flags);

        long sendmsg(int fd, long message, int flags);

        int shutdown(int fd, int how);

        int close(int fd);

        int dup(int fd);

        int ioctl(int fd, long request, long argument);

        int getsockopt(int fd, int level, int option, long value, long length);

        int setsockopt(int fd, int level, int option, long value, int length);

        int getsockname(int fd, long address, long length);

        int getpeername(int fd, long address, long length);

        int poll(long fds, long count, int timeout);

        int eventfd(int value, int flags);

        long read(int fd, long buffer, long length);

        long write(int fd, long buffer, long length);

        int epoll_create1(int flags);

        int epoll_ctl(int epoll, int op, int fd, long event);

        int epoll_wait(int epoll, long events, int max, int timeout);
    }

    private static int check(int result) {
        return result < 0 ? -LastError.getLastError(RUNTIME) : result;
    }

    private static int check(long result) {
        return result < 0 ? -LastError.getLastError(RUNTIME) : (int) result;
    }

    static int socket(int family, int type) {
        return check(C.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    }

    static int bind(int fd, SockAddr address) {
        return check(C.bind(fd, address.memory(), address.length()));
    }

    static int listen(int fd) {
        return check(C.listen(fd, BACKLOG));
    }

    static int accept(int fd) {
        return check(C.accept4(fd, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC));
    }

    static int connect(int fd, SockAddr address) {
        return check(C.connect(fd, address.memory(), address.length()));
    }

    static int recv(int fd, long buffer, int length, int flags) {
        return check(C.recv(fd, buffer, length, flags));
    }

    static int send(int fd, long buffer, int length) {
        return check(C.send(fd, buffer, length, MSG_NOSIGNAL));
    }

    static int recvmsg(int fd, MsgHdr message, int flags) {
        return check(C.recvmsg(fd, message.memory(), flags));
    }

    static int sendmsg(int fd, MsgHdr message) {
        return check(C.sendmsg(fd, message.memory(), MSG_NOSIGNAL));
    }

    static void shutdownWrite(int fd) {
        C.shutdown(fd, SHUT_WR);
    }

    static void close(int fd) {
        C.close(fd);
    }

    /** Closes with an RST. */
    static void abort(int fd) {
        Scratch scratch = Scratch.get();
        MEMORY.putInt(scratch.address(), 1);
        MEMORY.putInt(scratch.address() + 4, 0);
        C.setsockopt(fd, SOL_SOCKET, SO_LINGER, scratch.address(), 8);
        C.close(fd);
    }

    static int dup(int fd) {
        return check(C.dup(fd));
    }

    /** Returns the number of readable bytes; for UDP, those of the next datagram. */
    static int readable(int fd) {
        long value = Scratch.get().address();
        MEMORY.putInt(value, 0);
        C.ioctl(fd, FIONREAD, value);
        return MEMORY.getInt(value);
    }

    /** Returns the outcome of a non-blocking connect: 0 or a negative errno. */
    static int takeError(int fd) {
        long value = Scratch.get().address();
        MEMORY.putInt(value, 0);
        MEMORY.putInt(value + 4, 4);
        C.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, value + 4);
        return -MEMORY.getInt(value);
    }

    static void allowAddressInTimeWait(int fd) {
        setInt(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    }

    static void noDualStack(int fd) {
        setInt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    }

    static void limitSendBuffer(int fd, int bytes) {
        setInt(fd, SOL_SOCKET, SO_SNDBUF, bytes);
    }

    static void noDelay(int fd) {
        setInt(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    }

    private static void setInt(int fd, int level, int option, int value) {
        long address = Scratch.get().address();
        MEMORY.putInt(address, value);
        C.setsockopt(fd, level, option, address, 4);
    }

    static int localAddress(int fd, SockAddr address) {
        return check(C.getsockname(fd, address.memory(), address.lengthAddress()));
    }

    static int peerAddress(int fd, SockAddr address) {
        return check(C.getpeername(fd, address.memory(), address.lengthAddress()));
    }

    /** Returns which of {@code events} hold now. POLL and EPOLL constants have the same values. */
    static int poll(int fd, int events, int timeoutMillis) {
        long pollfd = Scratch.get().address();
        MEMORY.putInt(pollfd, fd);
        MEMORY.putShort(pollfd + 4, (short) events);
        MEMORY.putShort(pollfd + 6, (short) 0);
        C.poll(pollfd, 1, timeoutMillis);
        return MEMORY.getShort(pollfd + 6) & 0xffff;
    }

    static int eventFd() {
        return check(C.eventfd(0, SOCK_NONBLOCK | SOCK_CLOEXEC));
    }

    static void signal(int eventFd) {
        long value = Scratch.get().address();
        MEMORY.putLong(value, 1);
        C.write(eventFd, value, 8);
    }

    static void unsignal(int eventFd) {
        C.read(eventFd, Scratch.get().address(), 8);
    }

    static int epollCreate() {
        return check(C.epoll_create1(SOCK_CLOEXEC));
    }

    static int epollCtl(int epoll, int op, int fd, long event) {
        return check(C.epoll_ctl(epoll, op, fd, event));
    }

    static int epollWait(int epoll, long events, int max, int timeoutMillis) {
        return check(C.epoll_wait(epoll, events, max, timeoutMillis));
    }
}
