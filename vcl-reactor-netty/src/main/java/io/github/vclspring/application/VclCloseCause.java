/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/** The cause of a session's close. */
public enum VclCloseCause {
    /** This side closed an established connection. */
    LOCAL,
    /** The peer ended the stream, and this side followed. */
    PEER,
    /** The peer, or VPP, reset the connection. */
    RESET,
    /** VPP stopped. */
    DETACHED,
    /** An outbound connection was refused, timed out, or was closed before it was established. */
    CONNECT_FAILED
}
