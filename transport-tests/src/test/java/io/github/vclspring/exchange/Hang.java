/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.github.vclspring.exchange.ConnectionState.Phase;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A connection without progress, as both sides see it.
 *
 * @param id the connection
 * @param client the connecting side's state, empty if its connection has ended
 * @param server the accepting side's state, empty if its connection has ended or not begun
 */
record Hang(int id, Optional<ConnectionState> client, Optional<ConnectionState> server) {

    /** What is missing. The order is that in which a connection is judged. */
    enum Cause {
        /** The connecting side has no connection. */
        CONNECT_NEVER_COMPLETES,
        /** The accepting side waits for the header. */
        HEADER_NEVER_READ,
        /** The connecting side waits for room, although its peer has read everything. */
        CONNECTING_WRITER_WAITS_FOR_ROOM,
        /** The accepting side waits for room, although its peer has read everything. */
        ACCEPTED_WRITER_WAITS_FOR_ROOM,
        /** Each side waits for room, although its peer has read everything. */
        BOTH_WRITERS_WAIT_FOR_ROOM,
        /** The connecting side wants to read, and does not, although there is something. */
        CONNECTING_READER_WAITS_FOR_BYTES,
        /** The accepting side wants to read, and does not, although there is something. */
        ACCEPTED_READER_WAITS_FOR_BYTES,
        /** One side has closed, and the connecting one is open. */
        CLOSE_NEVER_REACHES_CONNECTING,
        /** One side has closed, and the accepted one is open. */
        CLOSE_NEVER_REACHES_ACCEPTED,
        /** A side does not finish its own close. */
        CLOSE_NEVER_COMPLETES,
        /** Something else. */
        OTHER
    }

    /**
     * Finds the hung connections.
     *
     * @param client all states of the connecting side
     * @param server all states of the accepting side
     * @param limitMillis time without progress on both sides
     */
    static List<Hang> find(Collection<ConnectionState> client, Collection<ConnectionState> server, long limitMillis) {
        Map<Integer, ConnectionState> clients = byId(client);
        Map<Integer, ConnectionState> servers = byId(server);
        Set<Integer> ids = new TreeSet<>(clients.keySet());
        ids.addAll(servers.keySet());
        return ids.stream()
                .map(id -> new Hang(id, Optional.ofNullable(clients.get(id)), Optional.ofNullable(servers.get(id))))
                .filter(hang -> hang.idleMillis() >= limitMillis)
                .toList();
    }

    private static Map<Integer, ConnectionState> byId(Collection<ConnectionState> states) {
        Map<Integer, ConnectionState> byId = new TreeMap<>();
        states.forEach(state -> byId.put(state.id(), state));
        return byId;
    }

    /** A side that waits for the other one is idle as long as that one is busy. */
    private long idleMillis() {
        return Stream.of(client, server)
                .flatMap(Optional::stream)
                .mapToLong(ConnectionState::idleMillis)
                .min()
                .orElseThrow();
    }

    /** VCL's indices of its sessions. */
    Set<Integer> sessions() {
        return Stream.of(client, server)
                .flatMap(Optional::stream)
                .map(ConnectionState::session)
                .filter(SessionState::isVcl)
                .map(SessionState::index)
                .collect(Collectors.toSet());
    }

    Cause cause() {
        if (client.isPresent() && client.get().phase() == Phase.CONNECTING) {
            return Cause.CONNECT_NEVER_COMPLETES;
        }
        if (server.isPresent() && server.get().phase() == Phase.GREETING) {
            return Cause.HEADER_NEVER_READ;
        }
        if (isClosing(client) || isClosing(server)) {
            return Cause.CLOSE_NEVER_COMPLETES;
        }
        if (client.isEmpty()) {
            return Cause.CLOSE_NEVER_REACHES_ACCEPTED;
        }
        if (server.isEmpty()) {
            return Cause.CLOSE_NEVER_REACHES_CONNECTING;
        }
        return causeOfOpen(client.get(), server.get());
    }

    private static boolean isClosing(Optional<ConnectionState> state) {
        return state.isPresent() && state.get().phase() == Phase.CLOSING;
    }

    private static Cause causeOfOpen(ConnectionState client, ConnectionState server) {
        if (missesBytes(client)) {
            return Cause.CONNECTING_READER_WAITS_FOR_BYTES;
        }
        if (missesBytes(server)) {
            return Cause.ACCEPTED_READER_WAITS_FOR_BYTES;
        }
        boolean connecting = missesRoom(client, server);
        boolean accepted = missesRoom(server, client);
        if (connecting && accepted) {
            return Cause.BOTH_WRITERS_WAIT_FOR_ROOM;
        }
        if (connecting) {
            return Cause.CONNECTING_WRITER_WAITS_FOR_ROOM;
        }
        return accepted ? Cause.ACCEPTED_WRITER_WAITS_FOR_ROOM : Cause.OTHER;
    }

    private static boolean missesBytes(ConnectionState reader) {
        return reader.session().unread() > 0 && reader.session().reads();
    }

    private static boolean missesRoom(ConnectionState writer, ConnectionState reader) {
        return writer.pending() > 0
                && writer.session().room() > 0
                && reader.session().unread() == 0;
    }

    @Override
    public String toString() {
        return cause() + "\n  " + describe(client, Side.CLIENT) + "\n  " + describe(server, Side.SERVER);
    }

    private static String describe(Optional<ConnectionState> state, Side side) {
        return state.map(known -> known + " waits for " + known.waitsFor()).orElse(side + " has no such connection");
    }
}
