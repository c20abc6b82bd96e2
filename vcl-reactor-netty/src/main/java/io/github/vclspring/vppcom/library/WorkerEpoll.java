/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom.library;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.VppcomEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The epoll set in which VCL waits for a worker's queue, and for the end of its app socket. VCL looks at both in one call: a
 * connection that it takes in the very call in which it notices VPP's stop can afterwards neither be accepted nor refused:
 * each follows a null pointer (vppcom.c {@code vcl_send_session_accepted_reply}, 26.06). So the socket can be hidden from it
 * until the queue is worked off. Only for the worker's thread.
 */
@Internal
public final class WorkerEpoll {

    /** VCL's mark for the app socket (vcl_private.h {@code VCL_EP_SAPIFD_EVT}, 26.06). */
    private static final long APP_SOCKET = 0xFFFF_FFFFL;

    /** VCL's mark for the pipe that makes a detached worker look for VPP ({@code VCL_EP_PIPEFD_EVT}). */
    private static final long PIPE = 0xFFFF_FFFEL;

    private static final Pattern ENTRY =
            Pattern.compile("tfd:\\s*(\\d+)\\s+events:\\s*[0-9a-f]+\\s+data:\\s*([0-9a-f]+).*");

    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;

    private final NativeVppcomLibrary.LibC libc;
    private final int descriptor;
    private final VppcomEvents event = new VppcomEvents(1);
    private int pipe = -1;
    private boolean appSocketHidden;

    WorkerEpoll(NativeVppcomLibrary.LibC libc, int descriptor) {
        this.libc = libc;
        this.descriptor = descriptor;
    }

    /**
     * Takes the app socket out of the set.
     *
     * @return the socket's descriptor, which stays VCL's own; empty if it is not found
     */
    public OptionalInt hideAppSocket() {
        OptionalInt socket = find(APP_SOCKET);
        if (socket.isPresent() && libc.epoll_ctl(descriptor, EPOLL_CTL_DEL, socket.getAsInt(), event.address()) != 0) {
            return OptionalInt.empty();
        }
        appSocketHidden = socket.isPresent();
        return socket;
    }

    /** Returns whether the app socket is out of the set: then VCL cannot notice that VPP stopped. */
    public boolean isAppSocketHidden() {
        return appSocketHidden;
    }

    /** Puts the app socket back, as VCL had put it there: it asks for nothing, and so is told of the end only. */
    public void showAppSocket(int socket) {
        appSocketHidden = false;
        event.set(0, 0, APP_SOCKET);
        libc.epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, event.address());
    }

    /**
     * Makes another attempt to re-attach possible. VCL takes its pipe out of the set before it knows whether VPP takes the
     * worker; when it is to be taken out again and is not there, VCL ends the process (vcl_private.c
     * {@code vcl_worker_detached_stop_signal_mq}, 26.06). So it is put back.
     */
    public void prepareReattach() {
        OptionalInt present = find(PIPE);
        if (present.isPresent()) {
            pipe = present.getAsInt();
        } else if (pipe >= 0) {
            event.set(0, VppcomEvents.EPOLLIN, PIPE);
            libc.epoll_ctl(descriptor, EPOLL_CTL_ADD, pipe, event.address());
        }
    }

    /** The kernel tells what is in a set (proc_pid_fdinfo(5)); VCL has no function for it. */
    private OptionalInt find(long mark) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo", Integer.toString(descriptor)))) {
            return lines.map(ENTRY::matcher)
                    .filter(Matcher::matches)
                    .filter(entry -> Long.parseUnsignedLong(entry.group(2), 16) == mark)
                    .mapToInt(entry -> Integer.parseInt(entry.group(1)))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return OptionalInt.empty();
        }
    }
}
