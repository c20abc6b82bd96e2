/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vppcom.Errno;
import io.github.vclspring.vppcom.Vppcom;
import io.github.vclspring.vppcom.VppcomAttr;
import io.github.vclspring.vppcom.VppcomDataSegments;
import io.github.vclspring.vppcom.VppcomEndpoint;
import io.github.vclspring.vppcom.VppcomEvents;
import io.github.vclspring.vppcom.VppcomProto;
import io.netty.channel.unix.Buffer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one worker does in a test; only to be used on that worker's thread. */
final class VclSide {

    static final int IN = VppcomEvents.EPOLLIN;
    static final int OUT = VppcomEvents.EPOLLOUT;
    static final int RDHUP = VppcomEvents.EPOLLRDHUP;
    static final int HUP = VppcomEvents.EPOLLHUP;
    static final int ERR = VppcomEvents.EPOLLERR;
    static final int ALL = IN | OUT | RDHUP;

    private static final long WAIT_NANOS = 5_000_000_000L;

    final Vppcom vcl;
    final VppcomEndpoint endpoint = new VppcomEndpoint();
    final int epoll;

    private final VppcomEvents one = new VppcomEvents(1);
    private final VppcomEvents events = new VppcomEvents(4096);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private final long memory = Buffer.memoryAddress(buffer);

    VclSide(Vppcom vcl) {
        this.vcl = vcl;
        epoll = vcl.epollCreate();
        assertThat(epoll).isNotNegative();
    }

    /** An event as it was handed out. */
    record Event(int events, long data) {}

    int tcp() {
        return vcl.sessionCreate(VppcomProto.TCP, 1);
    }

    int udp() {
        return vcl.sessionCreate(VppcomProto.UDP, 1);
    }

    int listen(InetSocketAddress address) {
        int listener = tcp();
        assertThat(vcl.sessionBind(listener, endpoint.set(address).address())).isZero();
        assertThat(vcl.sessionListen(listener, 128)).isZero();
        watch(listener, IN, listener);
        return listener;
    }

    int watch(int session, int interests, long data) {
        one.set(0, interests | VppcomEvents.EPOLLET, data);
        int result = vcl.epollCtl(epoll, Vppcom.EPOLL_CTL_ADD, session, one.address());
        assertThat(result).isZero();
        return session;
    }

    int rewatch(int session, int interests, long data) {
        one.set(0, interests | VppcomEvents.EPOLLET, data);
        return vcl.epollCtl(epoll, Vppcom.EPOLL_CTL_MOD, session, one.address());
    }

    int unwatch(int session) {
        return vcl.epollCtl(epoll, Vppcom.EPOLL_CTL_DEL, session, 0);
    }

    List<Event> fetch(double timeout) {
        return fetch(timeout, events.capacity());
    }

    List<Event> fetch(double timeout, int max) {
        int count = vcl.epollWait(epoll, events.address(), max, timeout);
        List<Event> fetched = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fetched.add(new Event(events.events(i), events.data(i)));
        }
        assertThat(count).isNotNegative();
        return fetched;
    }

    /** Polls until there is an event for {@code data}; all its events that come with it are merged. */
    int await(long data) {
        return await(data, -1);
    }

    /** Polls until all of {@code wanted} were seen for {@code data}; any event will do for -1. */
    int await(long data, int wanted) {
        long deadline = System.nanoTime() + WAIT_NANOS;
        int seen = 0;
        while (System.nanoTime() < deadline) {
            for (Event event : fetch(0)) {
                seen |= event.data() == data ? event.events() : 0;
            }
            if (wanted == -1 ? seen != 0 : (seen & wanted) == wanted) {
                return seen;
            }
            pause(1);
        }
        throw new AssertionError("No event 0x%x for 0x%x, only 0x%x".formatted(wanted, data, seen));
    }

    /** All events for {@code data} within a time that is long enough for those that were under way. */
    int settle(long data) {
        int seen = 0;
        for (int i = 0; i < 20; i++) {
            for (Event event : fetch(0)) {
                seen |= event.data() == data ? event.events() : 0;
            }
            pause(5);
        }
        return seen;
    }

    /** All events for {@code data} until a session has so many bytes to read, and those that were under way then. */
    int settleOnceReadable(int session, int bytes, long data) {
        long deadline = System.nanoTime() + WAIT_NANOS;
        int seen = 0;
        while (vcl.sessionAttr(session, VppcomAttr.GET_NREAD, 0, 0) < bytes) {
            assertThat(System.nanoTime())
                    .as("there are %d bytes in time", bytes)
                    .isLessThan(deadline);
            for (Event event : fetch(0)) {
                seen |= event.data() == data ? event.events() : 0;
            }
            pause(1);
        }
        return seen | settle(data);
    }

    /** Accepts the next connection. */
    int accept(int listener) {
        await(listener, IN);
        int child = vcl.sessionAccept(listener, endpoint.clear().address(), Vppcom.O_NONBLOCK);
        assertThat(child).isNotNegative();
        return child;
    }

    int connect(InetSocketAddress address) {
        int session = tcp();
        assertThat(vcl.sessionConnect(session, endpoint.set(address).address())).isEqualTo(Errno.EINPROGRESS);
        watch(session, ALL, session);
        return session;
    }

    int write(int session, String text) {
        return write(session, text.getBytes(StandardCharsets.UTF_8));
    }

    int write(int session, byte[] bytes) {
        buffer.clear().put(bytes);
        return vcl.sessionWrite(session, memory, bytes.length);
    }

    /** Writes until it is refused; returns how much was taken. */
    long fill(int session) {
        long total = 0;
        for (int count; (count = vcl.sessionWrite(session, memory, buffer.capacity())) > 0; ) {
            total += count;
            pause(2);
            if (vcl.sessionAttr(session, VppcomAttr.GET_NWRITE, 0, 0) == 0) {
                break;
            }
        }
        return total;
    }

    int writeSegments(int session, int... lengths) {
        VppcomDataSegments segments = new VppcomDataSegments(lengths.length);
        long at = memory;
        for (int i = 0; i < lengths.length; i++) {
            segments.set(i, at, lengths[i]);
            at += lengths[i];
        }
        return vcl.sessionWriteSegments(session, segments.address(), lengths.length);
    }

    int read(int session, int length) {
        return vcl.sessionRead(session, memory, length);
    }

    /** Reads once there is something to be read, or the end. */
    int awaitRead(int session, int length) {
        long deadline = System.nanoTime() + WAIT_NANOS;
        int count = read(session, length);
        while (count == Errno.EAGAIN && System.nanoTime() < deadline) {
            fetch(0);
            pause(1);
            count = read(session, length);
        }
        return count;
    }

    /** Reads what there is; fails if there is nothing. */
    String readText(int session) {
        int count = read(session, buffer.capacity());
        assertThat(count).isPositive();
        return text(count);
    }

    String text(int length) {
        byte[] bytes = new byte[length];
        buffer.clear().get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The address of the buffer that {@link #text} reads. */
    long memory() {
        return memory;
    }

    /** Puts text into the buffer. */
    int put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.clear().put(bytes);
        return bytes.length;
    }

    InetSocketAddress address(int session, int attribute) {
        assertThat(vcl.sessionAttr(session, attribute, endpoint.clear().address(), endpoint.lengthAddress()))
                .isZero();
        return endpoint.get();
    }

    /** Holds the worker's own thread: Awaitility would ask from another, and VCL may be called on this one only. */
    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
