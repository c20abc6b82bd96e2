/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.exchange.ConnectionState.Phase;
import io.github.vclspring.exchange.Hang.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;

class HangTests {

    private static final long LIMIT = 10_000;
    private static final SessionState DRAINED = new SessionState(0, 7, 0, 65536, true);
    private static final SessionState FULL = new SessionState(0, 7, 65536, 0, true);

    @Test
    void aLineCarriesTheWholeState() {
        ConnectionState state = state(Side.SERVER, Phase.OPEN, 12_345, 67, FULL);
        assertThat(ConnectionState.parse(state.toString())).isEqualTo(state);
    }

    @Test
    void aSideThatWaitsForABusyOneDoesNotHang() {
        assertThat(Hang.find(
                        List.of(state(Side.CLIENT, Phase.AWAITS_CLOSE, LIMIT, 0, DRAINED)),
                        List.of(state(Side.SERVER, Phase.OPEN, 100, 0, DRAINED)),
                        LIMIT))
                .isEmpty();
    }

    @Test
    void aWriterThatWaitsForRoomAlthoughAllIsReadIsNamed() {
        ConnectionState writing = state(Side.SERVER, Phase.OPEN, LIMIT, 1, DRAINED);
        ConnectionState reading = state(Side.CLIENT, Phase.OPEN, LIMIT, 0, DRAINED);
        assertThat(cause(reading, writing)).isEqualTo(Cause.ACCEPTED_WRITER_WAITS_FOR_ROOM);
        assertThat(cause(
                        state(Side.CLIENT, Phase.OPEN, LIMIT, 1, DRAINED),
                        state(Side.SERVER, Phase.OPEN, LIMIT, 0, DRAINED)))
                .isEqualTo(Cause.CONNECTING_WRITER_WAITS_FOR_ROOM);
        assertThat(cause(state(Side.CLIENT, Phase.OPEN, LIMIT, 1, DRAINED), writing))
                .isEqualTo(Cause.BOTH_WRITERS_WAIT_FOR_ROOM);
    }

    @Test
    void aReaderThatLeavesBytesIsNamed() {
        ConnectionState deaf = state(Side.CLIENT, Phase.OPEN, LIMIT, 0, FULL);
        ConnectionState waiting = state(Side.SERVER, Phase.OPEN, LIMIT, 1, new SessionState(0, 7, 0, 0, true));
        assertThat(cause(deaf, waiting)).isEqualTo(Cause.CONNECTING_READER_WAITS_FOR_BYTES);
    }

    @Test
    void aCloseThatDoesNotArriveIsNamed() {
        assertThat(Hang.find(List.of(state(Side.CLIENT, Phase.OPEN, LIMIT, 0, DRAINED)), List.of(), LIMIT))
                .extracting(Hang::cause)
                .containsExactly(Cause.CLOSE_NEVER_REACHES_CONNECTING);
        assertThat(Hang.find(List.of(), List.of(state(Side.SERVER, Phase.OPEN, LIMIT, 0, DRAINED)), LIMIT))
                .extracting(Hang::cause)
                .containsExactly(Cause.CLOSE_NEVER_REACHES_ACCEPTED);
    }

    @Test
    void aConnectThatDoesNotCompleteIsNamed() {
        assertThat(Hang.find(List.of(state(Side.CLIENT, Phase.CONNECTING, LIMIT, 0, DRAINED)), List.of(), LIMIT))
                .extracting(Hang::cause)
                .containsExactly(Cause.CONNECT_NEVER_COMPLETES);
    }

    private static Cause cause(ConnectionState client, ConnectionState server) {
        List<Hang> hangs = Hang.find(List.of(client), List.of(server), LIMIT);
        assertThat(hangs).hasSize(1);
        return hangs.get(0).cause();
    }

    private static ConnectionState state(Side side, Phase phase, long idle, long pending, SessionState session) {
        return new ConnectionState(
                1, side, Kind.DUPLEX.name(), phase, idle, 10, 20, 30, 40, 50, pending, false, true, session);
    }
}
