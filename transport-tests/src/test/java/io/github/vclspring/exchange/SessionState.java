/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.github.vclspring.channel.SessionProbe;
import io.github.vclspring.eventloop.VclSessionInfo;
import io.netty.channel.Channel;
import java.util.Map;

/**
 * What VCL knows of a connection.
 *
 * @param worker index of the worker, or -1 for a connection over the kernel
 * @param index VCL's index of the session
 * @param unread bytes in the receive fifo (NREAD)
 * @param room free bytes in the transmit fifo (NWRITE)
 * @param reads whether the channel reads
 */
record SessionState(int worker, int index, long unread, long room, boolean reads) {

    /** That of a connection over the kernel. */
    static final SessionState NONE = new SessionState(-1, -1, 0, 0, true);

    /** The state of a channel, on its event loop. */
    static SessionState of(Channel channel) {
        return SessionProbe.of(channel).map(SessionState::of).orElse(NONE);
    }

    private static SessionState of(VclSessionInfo info) {
        return new SessionState(info.worker(), info.session(), info.unread(), info.room(), info.reads());
    }

    static SessionState of(Map<String, String> values) {
        return new SessionState(
                Integer.parseInt(values.get("worker")),
                Integer.parseInt(values.get("session")),
                Long.parseLong(values.get("unread")),
                Long.parseLong(values.get("room")),
                Boolean.parseBoolean(values.get("reads")));
    }

    boolean isVcl() {
        return worker >= 0;
    }

    @Override
    public String toString() {
        return "worker=%d session=%d unread=%d room=%d reads=%s".formatted(worker, index, unread, room, reads);
    }
}
