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
 * The epoll set in which VCL waits for a worker's queue, and for the end of its app socket. Only for the worker's
 * thread.
 *
 * <p>VCL checks both in one call. A connection that it receives in the same call in which it notices that VPP stopped
 * can afterwards neither be accepted nor refused: both dereference a null pointer (vppcom.c
 * {@code vcl_send_session_accepted_reply}, 26.06). The socket can therefore be hidden from VCL until the queue is
 * drained.
 */
@Internal
public final class WorkerEpoll {

    /** The epoll data of the app socket (vcl_private.h {@code VCL_EP_SAPIFD_EVT}, 26.06). */
    private static final long APP_SOCKET = 0xFFFF_FFFFL;

    /** The epoll data of the pipe that makes a detached worker look for VPP ({@code VCL_EP_PIPEFD_EVT}). */
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
     * Removes the app socket from the set.
     *
     * @return the socket's descriptor, which VCL still owns; empty if it was not found or cannot be removed
     */
    public OptionalInt hideAppSocket() {
        OptionalInt socket = find(APP_SOCKET);
        if (socket.isPresent() && libc.epoll_ctl(descriptor, EPOLL_CTL_DEL, socket.getAsInt(), event.address()) != 0) {
            return OptionalInt.empty();
        }
        appSocketHidden = socket.isPresent();
        return socket;
    }

    /** Returns whether the app socket is hidden. VCL then cannot notice that VPP stopped. */
    public boolean isAppSocketHidden() {
        return appSocketHidden;
    }

    /** Adds the app socket back as VCL had added it: without events, so that only its end is reported. */
    public void showAppSocket(int socket) {
        appSocketHidden = false;
        event.set(0, 0, APP_SOCKET);
        libc.epoll_ctl(descriptor, EPOLL_CTL_ADD, socket, event.address());
    }

    /**
     * Prepares another attempt to re-attach by adding VCL's pipe back to the set.
     *
     * <p>VCL removes its pipe before it knows whether VPP accepts the worker. If it has to remove the pipe again and it
     * is missing, VCL ends the process (vcl_private.c {@code vcl_worker_detached_stop_signal_mq}, 26.06).
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

    /** Finds a descriptor in the kernel's list of the set (proc_pid_fdinfo(5)). VCL has no function for it. */
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
