/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vppcom.VppcomEvents;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.OptionalInt;
import jnr.ffi.LibraryLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The epoll set of a worker, made as VCL makes it. */
class WorkerEpollTests {

    private static final long APP_SOCKET = 0xFFFF_FFFFL;
    private static final long PIPE = 0xFFFF_FFFEL;
    private static final int ADD = 1;
    private static final int DELETE = 2;

    private final NativeVppcomLibrary.LibC libc =
            LibraryLoader.create(NativeVppcomLibrary.LibC.class).load("c");
    private final VppcomEvents event = new VppcomEvents(1);
    private FileDescriptor set;
    private FileDescriptor[] socket;
    private FileDescriptor[] pipe;
    private WorkerEpoll epoll;

    @BeforeEach
    void make() throws IOException {
        set = Native.newEpollCreate();
        socket = FileDescriptor.pipe();
        pipe = FileDescriptor.pipe();
        epoll = new WorkerEpoll(libc, set.intValue());
    }

    @AfterEach
    void close() throws IOException {
        for (FileDescriptor descriptor : new FileDescriptor[] {set, socket[0], socket[1], pipe[0], pipe[1]}) {
            descriptor.close();
        }
    }

    @Test
    void findsTheAppSocketAmongOthersAndTakesItOut() {
        assertThat(add(pipe[0], 7)).isZero();
        assertThat(add(socket[0], APP_SOCKET)).isZero();
        assertThat(epoll.hideAppSocket()).isEqualTo(OptionalInt.of(socket[0].intValue()));
        assertThat(remove(socket[0])).as("it was out already").isNegative();
        assertThat(remove(pipe[0])).isZero();
    }

    @Test
    void putsTheAppSocketBackAsItWas() {
        assertThat(add(socket[0], APP_SOCKET)).isZero();
        epoll.showAppSocket(epoll.hideAppSocket().orElseThrow());
        assertThat(epoll.hideAppSocket()).isPresent();
    }

    @Test
    void takesNothingOutWhereThereIsNoAppSocket() {
        assertThat(add(socket[0], 0)).isZero();
        assertThat(epoll.hideAppSocket()).isEmpty();
        assertThat(remove(socket[0])).isZero();
    }

    @Test
    void putsThePipeBackThatVclHasTakenOut() {
        assertThat(add(pipe[0], PIPE)).isZero();
        epoll.prepareReattach();
        assertThat(remove(pipe[0])).isZero();
        epoll.prepareReattach();
        assertThat(remove(pipe[0])).as("VCL ends the process if this fails").isZero();
    }

    private int add(FileDescriptor descriptor, long data) {
        event.set(0, VppcomEvents.EPOLLIN, data);
        return libc.epoll_ctl(set.intValue(), ADD, descriptor.intValue(), event.address());
    }

    private int remove(FileDescriptor descriptor) {
        return libc.epoll_ctl(set.intValue(), DELETE, descriptor.intValue(), event.address());
    }
}
