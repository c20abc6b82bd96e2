/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import io.github.vclspring.benchmarks.program.LoadSettings;
import io.github.vclspring.benchmarks.program.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What has to be started for a row, and serves several.
 *
 * @param server what serves
 * @param loops event loops of each of its processes
 * @param transport what it runs on
 * @param tuning how VPP is set
 */
record Setup(Server server, int loops, Transport transport, Tuning tuning) {

    /** Of the process that the client talks to; those behind it have the following ones. */
    static final int PORT = 18_080;

    /** The same for all programs, so that none is helped by the JVM's guess. */
    static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseParallelGC",
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch",
            "-Dio.netty.leakDetection.level=disabled");

    /** Starts the processes: first the one that answers, so that every proxy finds the one behind it. */
    List<ServerProcess> start(Lab lab, Path directory) {
        List<ServerProcess> started = new ArrayList<>();
        try {
            for (int i = server.programs().size() - 1; i >= 0; i--) {
                Settings settings = new Settings(
                        server.programs().get(i),
                        transport.stack(),
                        loops,
                        address(lab, i),
                        address(lab, i + 1),
                        lab.vcl(tuning));
                List<String> command = settings.command(JVM_OPTIONS);
                started.add(ServerProcess.start(
                        server.isDatabase(i) ? lab.client(transport, true, command) : lab.server(command), directory));
            }
        } catch (RuntimeException e) {
            started.forEach(ServerProcess::close);
            throw e;
        }
        Collections.reverse(started);
        return started;
    }

    /** How many there are on the transport, one for each event loop of each server. */
    int listeners() {
        return loops
                * (int) IntStream.range(0, server.programs().size())
                        .filter(i -> !server.isDatabase(i))
                        .count();
    }

    /** Where clients connect to. */
    String front(Lab lab) {
        return lab.address(transport) + ":" + PORT;
    }

    /** The command of a client that is a program, on the server's own transport. */
    List<String> client(Lab lab, Load load, String log) {
        InetSocketAddress front = address(lab, 0);
        Settings settings = new Settings(load.client(), transport.stack(), 1, front, front, lab.vcl(tuning));
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        options.addAll(new LoadSettings(load.path(), load.connections(), load.rate(), log).options());
        return settings.command(options);
    }

    private InetSocketAddress address(Lab lab, int index) {
        String host = server.isDatabase(index) ? lab.clientAddress(transport) : lab.address(transport);
        return new InetSocketAddress(host, PORT + index);
    }
}
