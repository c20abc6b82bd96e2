/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Which processor runs what, as lists for {@code taskset}. VPP has to be pinned, too: it stays where it happens to start.
 *
 * @param all of the machine's that are used
 * @param server of a server that is one process with one event loop; others may use all
 * @param client of the client
 * @param vpp of VPP's main thread; shared with the client where there are only two
 */
record Cores(String all, String server, String client, int vpp) {

    static Cores ofThisMachine() {
        int count = Runtime.getRuntime().availableProcessors();
        return new Cores("0-" + (count - 1), "0", count > 1 ? "1" : "0", Math.min(count - 1, 2));
    }

    String of(Server server, int loops) {
        return loops > 1 || server.programs().size() > 1 ? all : this.server;
    }

    static List<String> pin(String cores) {
        return List.of("taskset", "-c", cores);
    }

    /** Moves all threads of a process that runs. */
    static void move(long pid, String cores) {
        try {
            new ProcessBuilder("taskset", "-a", "-c", "-p", cores, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
