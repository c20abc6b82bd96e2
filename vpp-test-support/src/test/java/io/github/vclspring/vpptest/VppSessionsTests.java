/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.vpptest.VppSessions.App;
import io.github.vclspring.vpptest.VppSessions.Listener;
import io.github.vclspring.vpptest.VppSessions.Session;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VppSessionsTests {

    private static final String LISTENERS = """
            Connection                                 App            Wrk       SegMngr
            [0:1][T] 0.0.0.0:80->0.0.0.0:0             shop           0(1)      2
            [0:0][CT:T] 0.0.0.0:80->0.0.0.0:0          shop           0(1)      2
            [0:1][T] 0.0.0.0:80->0.0.0.0:0             shop           1(2)      5
            [0:7][U] :::53->:::0                       names          0(3)      9
            """;

    private static final String SESSIONS = """
            [0:1][T] 0.0.0.0:80->0.0.0.0:0\tLISTEN
             transport: flags:
            [0:4][T] 198.18.0.1:80->198.18.0.2:4001\tESTABLISHED
             index: 2 cfg: TSO off
             Rx fifo: cursize 0
                      head 0 tail 0 segment manager 5 min_alloc 65536
             session: state: ready opaque: 0x0 flags: rx-ready
            [1:5][CT:T] 198.19.0.1:80->0.0.0.0:0\tESTABLISHED
                      head 0 tail 0 segment manager 5 min_alloc 65536
             session: state: accepting opaque: 0x0 flags:
            [0:6][T] 198.18.0.1:4000->198.18.0.2:80\tESTABLISHED
                      head 0 tail 0 segment manager 1 min_alloc 65536
             session: state: ready opaque: 0x0 flags:
            [0:8][T] fd76:7070:1:0::1:80->fd76:7070:1:0::2:4002\tCLOSE_WAIT
                      head 0 tail 0 segment manager 2 min_alloc 65536
             session: state: transport-closing opaque: 0x0 flags:
            [0:9] CLOSED
            Thread 0: 5 sessions matched filter
            """;

    private final VppSessions sessions = VppSessions.read(
            command -> {
                if (command.startsWith("show session")) {
                    return command.contains("thread 0") ? SESSIONS : "Thread 1: 0 sessions matched filter\n";
                }
                return command.contains("listeners")
                        ? LISTENERS
                        : "Index     Name      Namespace\n1         shop      default\n";
            },
            2);

    @Test
    void readsApplications() {
        assertThat(sessions.apps()).containsExactly(new App(1, "shop", "default"));
    }

    @Test
    void readsListenersOfEveryWorker() {
        assertThat(sessions.listeners())
                .hasSize(4)
                .contains(
                        new Listener("T", true, "0.0.0.0", 80, "shop", 0, 2),
                        new Listener("U", false, "::", 53, "names", 0, 9));
        assertThat(sessions.workersListening(80)).containsExactly(0, 1);
    }

    @Test
    void readsSessionsOfBothFamiliesAndByCutThrough() {
        assertThat(sessions.sessions())
                .contains(
                        new Session(0, 4, "T", false, "198.18.0.1", 80, "198.18.0.2", 4001, "ESTABLISHED", "ready", 5),
                        new Session(1, 5, "T", true, "198.19.0.1", 80, "0.0.0.0", 0, "ESTABLISHED", "accepting", 5),
                        new Session(
                                0,
                                8,
                                "T",
                                false,
                                "fd76:7070:1:0::1",
                                80,
                                "fd76:7070:1:0::2",
                                4002,
                                "CLOSE_WAIT",
                                "transport-closing",
                                2));
        assertThat(sessions.connections(80)).hasSize(3);
    }

    @Test
    void leadsFromASessionToTheWorkerThatItWasGivenTo() {
        assertThat(sessions.countByWorker(80)).isEqualTo(Map.of(0, 1, 1, 2));
        assertThat(sessions.openByWorker(80).get(0))
                .extracting(Session::remotePort)
                .isEqualTo(List.of(4002));
    }

    @Test
    void aWorkerWithoutConnectionsIsThereWithNone() {
        assertThat(sessions.countByWorker(53)).isEqualTo(Map.of(0, 0));
        assertThat(sessions.countByWorker(54)).isEmpty();
    }
}
