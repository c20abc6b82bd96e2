/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import java.time.Duration;

/** Load on {@code /api/greeting} by wrk, over the kernel, until it is told to stop. */
final class Wrk implements AutoCloseable {

    private final Program program;

    private Wrk(Program program) {
        this.program = program;
    }

    static Wrk start(PrivateVpp vpp, int threads, int connections) {
        // an answer that is only slow is no error, which after wrk's own 2 s it would be
        return new Wrk(vpp.namespace()
                .start(
                        "wrk",
                        "-t" + threads,
                        "-c" + connections,
                        "-d24h",
                        "--timeout",
                        "60s",
                        "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + "/api/greeting"));
    }

    boolean isAlive() {
        return program.isAlive();
    }

    /** Ends the load as wrk's own time would, and returns its report. */
    String stop() {
        SampleProcess.signal(program.pid(), "INT");
        return program.await(Duration.ofMinutes(1)).orThrow().stdout();
    }

    @Override
    public void close() {
        program.close();
    }
}
