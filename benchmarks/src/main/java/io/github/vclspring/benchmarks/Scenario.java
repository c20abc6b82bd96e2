/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static io.github.vclspring.benchmarks.Transport.EPOLL;
import static io.github.vclspring.benchmarks.Transport.EPOLL_VETH;
import static io.github.vclspring.benchmarks.Transport.IO_URING;
import static io.github.vclspring.benchmarks.Transport.NIO;
import static io.github.vclspring.benchmarks.Transport.VCL;
import static io.github.vclspring.benchmarks.Transport.VCL_AF_PACKET;
import static io.github.vclspring.benchmarks.Transport.VCL_MEMIF;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that a user may want to know, measured on several transports.
 *
 * @param name as on the command line
 * @param title as in tables
 * @param server what serves
 * @param loops event loops of each server process
 * @param load what the client does
 * @param transports what is compared
 * @param tunings settings of VPP that are compared
 */
record Scenario(
        String name,
        String title,
        Server server,
        int loops,
        Load load,
        List<Transport> transports,
        List<Tuning> tunings) {

    private static final List<Transport> ALL = List.of(EPOLL, NIO, IO_URING, VCL);
    private static final List<Transport> NATIVE = List.of(EPOLL, IO_URING, VCL);
    private static final List<Transport> TWO = List.of(EPOLL, VCL);

    /**
     * For a database, which listens over the kernel: no application over VCL reaches it by cut-through. On both transports the client
     * and the database are at the far end of a veth, and only the application between them differs.
     */
    private static final List<Transport> WIRE = List.of(EPOLL_VETH, VCL_AF_PACKET);

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int connections : new int[] {1, 16, 64, 256, 1000}) {
            Load load = Load.keepAlive("/plaintext", connections);
            all.add(new Scenario(
                    "plaintext-" + connections,
                    "Reactor Netty, plain text, " + of(connections),
                    Server.REACTOR_NETTY,
                    load,
                    ALL));
        }
        all.add(new Scenario(
                "new-connection",
                "New connection per request",
                Server.REACTOR_NETTY,
                Load.newConnections("/plaintext", 64),
                NATIVE));
        all.add(new Scenario("download-1", "1 MiB downloads", Server.REACTOR_NETTY, Load.download(1, 16), NATIVE));
        all.add(new Scenario("download-64", "64 MiB downloads", Server.REACTOR_NETTY, Load.download(64, 4), NATIVE));
        all.add(new Scenario("upload-10", "10 MiB uploads", Server.REACTOR_NETTY, Load.upload(10, 4), NATIVE));
        all.add(new Scenario(
                "http2",
                "HTTP/2, 8 streams on each of 16 connections",
                Server.REACTOR_NETTY,
                Load.http2("/plaintext", 16, 8),
                NATIVE));
        all.add(new Scenario(
                "websocket",
                "WebSocket echo, 64 connections",
                Server.REACTOR_NETTY,
                Load.program("websocket-client", "/websocket", 64, 0),
                TWO));
        for (int rate : new int[] {5_000, 20_000}) {
            Load load = Load.program("rate-client", "/plaintext", 64, rate);
            all.add(new Scenario(
                    "rate-" + rate, "%,d requests/s, 64 connections".formatted(rate), Server.REACTOR_NETTY, load, TWO));
        }
        all.add(new Scenario(
                "tls-jdk", "TLS by the JDK, 64 connections", Server.TLS_JDK, Load.keepAlive("/plaintext", 64), TWO));
        all.add(new Scenario(
                "tls-openssl",
                "TLS by OpenSSL, 64 connections",
                Server.TLS_OPENSSL,
                Load.keepAlive("/plaintext", 64),
                TWO));
        all.add(new Scenario(
                "json", "WebFlux, JSON, 64 connections", Server.WEBFLUX, Load.keepAlive("/json", 64), NATIVE));
        all.add(new Scenario(
                "webclient",
                "WebClient to WebFlux, 64 requests in flight",
                Server.WEBFLUX,
                Load.program("webclient", "/json", 64, 0),
                TWO));
        all.add(new Scenario(
                "chain-1",
                "Gateway: one Reactor Netty proxy, 64 connections",
                Server.CHAIN_1,
                Load.keepAlive("/plaintext", 64),
                NATIVE));
        all.add(new Scenario(
                "chain-2",
                "Gateway: two Reactor Netty proxies, 64 connections",
                Server.CHAIN_2,
                Load.keepAlive("/plaintext", 64),
                TWO));
        all.add(new Scenario(
                "gateway-1",
                "One Spring Cloud Gateway, 64 connections",
                Server.GATEWAY_1,
                Load.keepAlive("/plaintext", 64),
                TWO));
        all.add(new Scenario(
                "gateway-2",
                "Two Spring Cloud Gateways, 64 connections",
                Server.GATEWAY_2,
                Load.keepAlive("/plaintext", 64),
                TWO));
        for (int connections : new int[] {1, 16}) {
            all.add(new Scenario(
                    "grpc-unary-" + connections,
                    "gRPC, unary, 64 calls in flight, " + of(connections),
                    Server.GRPC,
                    Load.program("grpc-client", "unary", connections, 0),
                    TWO));
        }
        all.add(new Scenario(
                "grpc-streaming",
                "gRPC, 100 messages per call, 64 calls in flight, 16 connections",
                Server.GRPC,
                Load.program("grpc-client", "streaming", 16, 0),
                TWO));
        all.add(new Scenario(
                "restclient",
                "RestClient on virtual threads to WebFlux, 64 requests in flight",
                Server.WEBFLUX,
                Load.restClient("/json", 64),
                TWO));
        all.add(new Scenario(
                "r2dbc",
                "WebFlux, a row of PostgreSQL over a wire, 64 connections",
                Server.R2DBC,
                Load.keepAlive("/order", 64),
                WIRE));
        for (int connections : new int[] {1, 64, 1000}) {
            Load load = Load.keepAlive("/", connections);
            String title = "Netty, fixed answer, " + of(connections);
            all.add(new Scenario("netty-" + connections, title, Server.NETTY, load, ALL));
            all.add(new Scenario(
                    "netty-" + connections,
                    "Bare loop over libvppcom, " + of(connections),
                    Server.BARE,
                    load,
                    List.of(VCL)));
        }
        for (int loops : new int[] {1, 2, 4}) {
            Load load = Load.keepAlive("/plaintext", 256);
            all.add(new Scenario(
                    "loops-" + loops,
                    loops + " event loops, 256 connections",
                    Server.REACTOR_NETTY,
                    loops,
                    load,
                    TWO,
                    List.of(Tuning.USUAL)));
        }
        for (int connections : new int[] {1_000, 10_000}) {
            Load load = Load.hold("/plaintext", connections);
            all.add(new Scenario(
                    "memory-" + connections,
                    "%,d open connections".formatted(connections),
                    Server.REACTOR_NETTY,
                    load,
                    TWO));
        }
        all.add(new Scenario(
                "idle", "Idle, 4 event loops", Server.REACTOR_NETTY, 4, Load.none(), TWO, List.of(Tuning.USUAL)));
        all.add(new Scenario(
                "tcp",
                "Reactor Netty, TCP over a wire, 64 connections",
                Server.REACTOR_NETTY,
                Load.keepAlive("/plaintext", 64),
                List.of(EPOLL_VETH, VCL_MEMIF, VCL_AF_PACKET)));
        for (int connections : new int[] {1, 64}) {
            Load load = Load.keepAlive("/plaintext", connections);
            all.add(new Scenario(
                    "knobs-" + connections,
                    "Settings of VPP, " + of(connections),
                    Server.REACTOR_NETTY,
                    1,
                    load,
                    List.of(VCL),
                    Tuning.KNOBS));
        }
        return all;
    }

    Scenario(String name, String title, Server server, Load load, List<Transport> transports) {
        this(name, title, server, 1, load, transports, List.of(Tuning.USUAL));
    }

    /** {@code plaintext} stands for {@code plaintext-1}, {@code plaintext-16} and so on. */
    boolean isNamed(String argument) {
        return name.equals(argument) || name.startsWith(argument + "-");
    }

    private static String of(int connections) {
        return connections == 1 ? "1 connection" : connections + " connections";
    }
}
