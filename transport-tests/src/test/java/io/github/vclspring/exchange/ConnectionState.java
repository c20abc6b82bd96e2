/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One side's state of a connection, as its event loop saw it. A line of text carries it to the other JVM.
 *
 * @param id the connection, or -1 on a server that has not read the header yet
 * @param side whose state it is
 * @param kind what is exchanged, empty if unknown
 * @param phase where the exchange is
 * @param idleMillis for how long the watchdog has seen no progress
 * @param received bytes of the body received
 * @param expected bytes of the body to be received
 * @param written bytes of the body whose writes succeeded
 * @param issued bytes of the body given to the channel
 * @param bytes length of the body that is sent
 * @param pending bytes in the channel's outbound buffer
 * @param writable whether the channel is writable
 * @param autoRead whether the channel reads by itself
 * @param session VCL's side
 */
record ConnectionState(
        int id,
        Side side,
        String kind,
        Phase phase,
        long idleMillis,
        long received,
        long expected,
        long written,
        long issued,
        long bytes,
        long pending,
        boolean writable,
        boolean autoRead,
        SessionState session) {

    enum Phase {
        /** The client waits for its connection. */
        CONNECTING,
        /** The server waits for the header. */
        GREETING,
        /** Bodies are exchanged. */
        OPEN,
        /** Everything is exchanged; the other side is to close. */
        AWAITS_CLOSE,
        /** This side is closing. */
        CLOSING
    }

    /** What it waits for, in words. */
    String waitsFor() {
        return switch (phase) {
            case CONNECTING -> "its connection";
            case GREETING -> "the header";
            case AWAITS_CLOSE -> "the other side's close";
            case CLOSING -> "its own close";
            case OPEN -> {
                StringJoiner waits = new StringJoiner(" and ");
                if (received < expected) {
                    waits.add("bytes");
                }
                if (pending > 0) {
                    waits.add("room");
                }
                yield waits.toString();
            }
        };
    }

    /** Whether this is the same state, apart from the time. */
    boolean isProgress(ConnectionState before) {
        return phase != before.phase
                || received != before.received
                || written != before.written
                || issued != before.issued
                || pending != before.pending;
    }

    @Override
    public String toString() {
        return ("id=%d side=%s kind=%s phase=%s idle=%d received=%d expected=%d written=%d issued=%d bytes=%d pending=%d"
                        + " writable=%s autoRead=%s %s")
                .formatted(
                        id,
                        side,
                        kind,
                        phase,
                        idleMillis,
                        received,
                        expected,
                        written,
                        issued,
                        bytes,
                        pending,
                        writable,
                        autoRead,
                        session);
    }

    /** Reads what {@link #toString} wrote. */
    static ConnectionState parse(String line) {
        Map<String, String> values = new HashMap<>();
        for (String word : line.strip().split(" ", -1)) {
            String[] pair = word.split("=", 2);
            values.put(pair[0], pair[1]);
        }
        return new ConnectionState(
                Integer.parseInt(values.get("id")),
                Side.valueOf(values.get("side")),
                values.get("kind"),
                Phase.valueOf(values.get("phase")),
                Long.parseLong(values.get("idle")),
                Long.parseLong(values.get("received")),
                Long.parseLong(values.get("expected")),
                Long.parseLong(values.get("written")),
                Long.parseLong(values.get("issued")),
                Long.parseLong(values.get("bytes")),
                Long.parseLong(values.get("pending")),
                Boolean.parseBoolean(values.get("writable")),
                Boolean.parseBoolean(values.get("autoRead")),
                SessionState.of(values));
    }
}
