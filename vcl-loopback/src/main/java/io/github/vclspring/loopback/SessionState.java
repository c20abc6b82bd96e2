/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/** A session's state as {@code vcl_session_state_t} has it (vcl_private.h, 26.06). */
enum SessionState {
    /** New, or closed by the application. */
    CLOSED,
    LISTEN,
    /** Connected. */
    READY,
    /** The peer sent FIN. */
    VPP_CLOSING,
    /** The peer sent RST. */
    DISCONNECT,
    /** VPP does not know it: a connect or listen failed, or VPP went away. */
    DETACHED,
    /** Something is under way, such as a connect. */
    UPDATED
}
