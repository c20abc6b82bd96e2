/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

/**
 * Keeps the session of a channel that was closed while it was connecting until VPP has answered. Closed before, VCL would
 * leak it if the answer is no: its handler marks it detached, and nobody frees it (vppcom.c
 * {@code vcl_session_connected_handler}, 26.06).
 */
final class AbandonedConnect extends LingeringSession {

    private AbandonedConnect(VclLoop loop, int session) {
        super(loop, session);
    }

    static void take(VclLoop loop, int session) {
        if (loop.error(session) != 0) {
            // the answer was taken already, and nothing more comes
            loop.close(session);
            return;
        }
        new AbandonedConnect(loop, session).registration().submit(VclIoOps.STREAM);
    }
}
