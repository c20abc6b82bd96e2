/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Counts system calls by the kernel's tracepoint, which costs far less than strace. */
final class SystemCalls {

    private static final String EVENT = "raw_syscalls:sys_enter";

    private SystemCalls() {}

    /** Of one second; empty without {@code perf}, or without the right to use it. */
    static OptionalDouble perSecond(List<ServerProcess> servers) {
        String pids =
                servers.stream().map(server -> Long.toString(server.pid())).collect(Collectors.joining(","));
        try {
            Process perf = new ProcessBuilder("perf", "stat", "-x,", "-e", EVENT, "-p", pids, "--", "sleep", "1")
                    .redirectErrorStream(true)
                    .start();
            return count(new String(perf.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    static OptionalDouble count(String output) {
        return output.lines()
                .map(line -> line.split(",", -1))
                .filter(fields -> fields.length > 2 && fields[2].equals(EVENT) && fields[0].matches("\\d+"))
                .mapToDouble(fields -> Double.parseDouble(fields[0]))
                .findFirst();
    }
}
