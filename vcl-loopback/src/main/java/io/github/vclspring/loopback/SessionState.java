/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

/** The states of {@code vcl_session_state_t} (vcl_private.h, 26.06). */
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
    /** Unknown to VPP: a connect or listen failed, or VPP stopped. */
    DETACHED,
    /** An operation such as a connect is in progress. */
    UPDATED
}
