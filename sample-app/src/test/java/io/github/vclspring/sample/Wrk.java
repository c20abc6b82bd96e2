/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.Signals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Load on {@code /api/greeting} by wrk, over the kernel, until it is told to stop. */
final class Wrk implements AutoCloseable {

    private final Program program;

    private Wrk(Program program) {
        this.program = program;
    }

    static Wrk start(PrivateVpp vpp, int threads, int connections) {
        return start(vpp, threads, connections, List.of());
    }

    /** A connection for each request. */
    static Wrk startReconnecting(PrivateVpp vpp, int threads, int connections) {
        return start(vpp, threads, connections, List.of("-H", "Connection: close"));
    }

    private static Wrk start(PrivateVpp vpp, int threads, int connections, List<String> more) {
        List<String> command = new ArrayList<>(List.of("wrk", "-t" + threads, "-c" + connections, "-d24h"));
        // an answer that is only slow is no error, which after wrk's own 2 s it would be
        command.addAll(List.of("--timeout", "60s"));
        command.addAll(more);
        command.add("http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + "/api/greeting");
        return new Wrk(vpp.namespace().start(command.toArray(String[]::new)));
    }

    boolean isAlive() {
        return program.isAlive();
    }

    /** Ends the load as wrk's own time would, and returns its report. */
    String stop() {
        Signals.send(program.pid(), "INT");
        return program.await(Duration.ofMinutes(1)).orThrow().stdout();
    }

    @Override
    public void close() {
        program.close();
    }
}
