/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

/** Why a session was closed. */
public enum VclCloseCause {
    /** This side closed an established connection. */
    LOCAL,
    /** The peer ended the stream, and this side followed. */
    PEER,
    /** The peer, or VPP, reset the connection. */
    RESET,
    /** VPP went away. */
    DETACHED,
    /** An outbound connection was refused, timed out, or was given up before it was established. */
    CONNECT_FAILED
}
