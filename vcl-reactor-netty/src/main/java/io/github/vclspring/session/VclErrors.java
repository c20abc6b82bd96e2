/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import io.github.vclspring.application.VclAttachException;
import io.github.vclspring.session.VclBindException.Reason;
import io.github.vclspring.vppcom.Errno;
import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;

/** Maps VCL's errors to the exceptions that Netty, Reactor Netty's retries and Spring Boot expect. */
@Internal
public final class VclErrors {

    private VclErrors() {}

    public static IOException io(String function, int errno) {
        return switch (errno) {
            // two seconds after the peer's FIN, VPP cleans up the connection without an event
            case Errno.ENOTCONN ->
                new SocketException(function + " failed: Connection reset by peer, VPP has cleaned it up (ENOTCONN)");
            default -> new SocketException(function + " failed: " + Errno.describe(errno));
        };
    }

    public static SocketException vppStopped() {
        return new SocketException("Connection reset by peer: detached from VPP");
    }

    public static ConnectException connectWhileDetached(SocketAddress remote) {
        return new ConnectException("Connection refused: detached from VPP, cannot connect to " + remote);
    }

    /**
     * Maps the result of {@code vppcom_session_get_error}: "refused" and "port in use" are specific, anything else is
     * EFAULT.
     */
    public static IOException connect(int errno) {
        return switch (errno) {
            case Errno.ECONNREFUSED -> new ConnectException("Connection refused");
            case Errno.EADDRINUSE -> new VclBindException(Reason.ADDRESS_IN_USE, "Address already in use");
            case Errno.EFAULT, 0 ->
                new ConnectException(
                        "Connection failed: VPP has no route or no session to the address, or nobody answered in time");
            default -> new ConnectException(Errno.describe(errno));
        };
    }

    static ConnectException unmapped() {
        return new ConnectException(
                "Connection failed: VPP's memory for it cannot be mapped. If both ends are on this VPP and this client replaced"
                        + " one that has ended, retry after the server has closed that client's connections, or restart"
                        + " the server (segment_manager.c, 26.06)");
    }

    public static SocketException bind(String function, int errno, int detail, SocketAddress local) {
        if (errno == Errno.EADDRINUSE || detail == Errno.EADDRINUSE) {
            return new VclBindException(Reason.ADDRESS_IN_USE, "Address already in use: " + local);
        }
        // VPP's answer to an address that none of its interfaces has
        if (errno == Errno.ECONNREFUSED && detail == Errno.EFAULT) {
            return new VclBindException(
                    Reason.ADDRESS_NOT_AVAILABLE,
                    "Cannot assign requested address: no interface of VPP has " + local + " ('vppctl show int addr')");
        }
        return new VclBindException(
                Reason.REFUSED,
                function + " failed for " + local + ": " + Errno.describe(errno)
                        + (detail == 0 ? "" : ", " + Errno.describe(detail)));
    }

    public static VclBindException portInUse(int port) {
        return new VclBindException(Reason.ADDRESS_IN_USE, "Port " + port + " is in use by another channel");
    }

    /** VPP did not answer a listen within {@code vcl.session-timeout}. */
    static VclAttachException listenUnanswered(SocketAddress local) {
        return new VclAttachException(
                VclAttachException.Reason.NO_ANSWER,
                "VPP attached this application, and did not answer its listen on " + local
                        + " within vcl.session-timeout",
                "Is VPP's session layer enabled? 'vppctl show session' says so if it is not; startup.conf then needs"
                        + " 'session { enable use-app-socket-api }'.",
                null);
    }

    public static PortUnreachableException unreachable(SocketAddress remote) {
        return new PortUnreachableException("Connection refused: nobody receives datagrams at " + remote);
    }

    public static IOException datagram(String function, int errno) {
        return errno == Errno.ECONNREFUSED
                ? new PortUnreachableException(function + " failed: " + Errno.describe(errno))
                : io(function, errno);
    }
}
