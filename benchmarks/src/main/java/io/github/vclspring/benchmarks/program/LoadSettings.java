/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import java.util.List;

/**
 * What a client program does, passed to it as system properties beside {@link Settings}.
 *
 * @param path what is requested
 * @param connections how many at the same time
 * @param rate requests per second of all connections, where the client keeps one
 * @param log the file for {@link RequestWriter}
 */
public record LoadSettings(String path, int connections, int rate, String log) {

    private static final String PREFIX = "benchmark.load.";

    /** As options of the JVM. */
    public List<String> options() {
        return List.of(
                "-D" + PREFIX + "path=" + path,
                "-D" + PREFIX + "connections=" + connections,
                "-D" + PREFIX + "rate=" + rate,
                "-D" + PREFIX + "log=" + log);
    }

    static LoadSettings read() {
        return new LoadSettings(
                System.getProperty(PREFIX + "path", ""),
                Integer.getInteger(PREFIX + "connections", 0),
                Integer.getInteger(PREFIX + "rate", 0),
                System.getProperty(PREFIX + "log", ""));
    }
}
