/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.eventloop;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A session as its event loop saw it at one moment.
 *
 * @param worker index of its worker
 * @param session VCL's index of it on that worker, which is used again after a close
 * @param kind what it is
 * @param local address on VPP's side, null if it has none yet
 * @param remote the peer's address, null for a listener; unspecified for the accepting end of a cut-through connection
 * @param unread bytes in the receive fifo; 0 while VPP is not there
 * @param room free bytes in the transmit fifo; 0 while VPP is not there
 * @param pending bytes that were written and wait for room
 * @param reads whether the application takes what arrives: a connection with unread bytes and without reads is held back by it
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

    /** What a session is. */
    public enum Kind {
        /** It listens. */
        LISTENER,
        /** An outbound connection that is not established yet. */
        CONNECTING,
        /** A connection, or a datagram channel. */
        OPEN
    }
}
