/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What the client does. Usually it is h2load with one thread, which also runs over VCL by {@code LD_PRELOAD}. wrk does not: it counts EAGAIN as errors
 * there, and cannot connect with fewer than some 16 connections. What h2load cannot do, a program of {@code benchmarks.program} does, on the
 * same transport as the server.
 *
 * @param client {@code h2load}, or the program's name; empty where there is no client
 * @param path what is requested
 * @param connections how many at the same time
 * @param rate requests per second of all connections together, where the client keeps one; else 0
 * @param bodyBytes bytes of a body, sent or received, where they are what matters; else 0
 * @param options of h2load
 */
record Load(String client, String path, int connections, int rate, long bodyBytes, List<String> options) {

    private static final String H2LOAD = "h2load";
    private static final String HOLD = "hold-client";
    private static final String RESTCLIENT = "restclient";
    private static final List<String> HTTP1 = List.of("--h1");
    private static final long MIB = 1 << 20;

    private static final double MARGIN = 1.3;

    /** Requests per second that are expected where nothing is known. */
    static final double LEAST_RATE = 2_000;

    /** One request at a time on each connection, which stays open. */
    static Load keepAlive(String path, int connections) {
        return new Load(H2LOAD, path, connections, 0, 0, HTTP1);
    }

    /**
     * A connection for each request. It has a number of requests, because at the end of a duration h2load under VCL goes on to
     * connect for ever, and killing it may leave VPP with a segment that no later client can map (segment_manager.c, 26.06).
     */
    static Load newConnections(String path, int connections) {
        return new Load(H2LOAD, path, connections, 0, 0, List.of("--h1", "-H", "Connection: close"));
    }

    static Load download(int mib, int connections) {
        return new Load(H2LOAD, "/download/" + mib, connections, 0, mib * MIB, HTTP1);
    }

    static Load upload(int mib, int connections) {
        return new Load(H2LOAD, "/upload", connections, 0, mib * MIB, HTTP1);
    }

    static Load http2(String path, int connections, int streams) {
        return new Load(H2LOAD, path, connections, 0, 0, List.of("-m", Integer.toString(streams)));
    }

    static Load program(String client, String path, int connections, int rate) {
        return new Load(client, path, connections, rate, 0, List.of());
    }

    /** Connections that are open and idle, after one request on each. */
    static Load hold(String path, int connections) {
        return program(HOLD, path, connections, 0);
    }

    /** A virtual thread for each request in flight. */
    static Load restClient(String path, int requests) {
        return program(RESTCLIENT, path, requests, 0);
    }

    static Load none() {
        return new Load("", "", 0, 0, 0, List.of());
    }

    boolean isNone() {
        return client.isEmpty();
    }

    boolean isHold() {
        return client.equals(HOLD);
    }

    boolean needsVirtualThreads() {
        return client.equals(RESTCLIENT);
    }

    Load withConnections(int count) {
        return new Load(client, path, count, rate, bodyBytes, options);
    }

    boolean isH2load() {
        return client.equals(H2LOAD);
    }

    boolean isNewConnections() {
        return options.contains("Connection: close");
    }

    boolean isUpload() {
        return path.equals("/upload");
    }

    /** Until the connections are open, and until the client's JVM, if it is one, has compiled what it runs. */
    double settleSeconds() {
        return isH2load() ? 0.6 : 40;
    }

    /** What has to be warmed up: more connections run the same code. */
    Object code() {
        return List.of(client, path, options);
    }

    /** h2load's command line. It says when each request began and how long it took in {@code log}, which its own summary does not. */
    List<String> h2load(
            String address, boolean tls, double seconds, double expectedRate, String log, String uploadFile) {
        List<String> command = new ArrayList<>(List.of(H2LOAD, "-t", "1", "-c", Integer.toString(connections)));
        command.add("--log-file=" + log);
        command.addAll(
                isNewConnections()
                        ? List.of(
                                "-n", Long.toString(Math.round(MARGIN * seconds * Math.max(LEAST_RATE, expectedRate))))
                        : List.of("-D", Math.round(1000 * seconds) + "ms"));
        command.addAll(options);
        if (isUpload()) {
            command.addAll(List.of("-d", uploadFile));
        }
        command.add((tls ? "https://" : "http://") + address + path);
        return command;
    }
}
