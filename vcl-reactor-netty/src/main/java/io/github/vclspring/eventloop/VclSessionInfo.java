/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a session, taken by its event loop.
 *
 * @param worker index of its worker
 * @param session VCL's index of the session on that worker, reused after a close
 * @param kind the kind of session
 * @param local address on VPP's side, null if it has none yet
 * @param remote the peer's address, null for a listener; unspecified for the accepting end of a cut-through connection
 * @param unread bytes in the receive fifo; 0 while detached
 * @param room free bytes in the transmit fifo; 0 while detached
 * @param pending bytes that were written and wait for room
 * @param reads whether the application reads; if it does not, unread bytes wait for the application
 */
public record VclSessionInfo(
        int worker,
        int session,
        Kind kind,
        @Nullable InetSocketAddress local,
        @Nullable InetSocketAddress remote,
        long unread,
        long room,
        long pending,
        boolean reads) {

    /** The kind of a session. */
    public enum Kind {
        /** A listener. */
        LISTENER,
        /** An outbound connection that is not established yet. */
        CONNECTING,
        /** A connection, or a datagram channel. */
        OPEN
    }
}
