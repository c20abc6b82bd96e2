/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.netty.handler.ssl.SslProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Starts one program, says {@code ready} on standard output, and answers the runner's questions. It ends with its standard input, so that none
 * outlives the runner.
 */
public final class Programs {

    private static final Map<String, Program> PROGRAMS = Map.ofEntries(
            Map.entry("netty", NettyServer::start),
            Map.entry("reactor", ReactorServer::start),
            Map.entry("reactor-tls-jdk", settings -> ReactorServer.startTls(settings, SslProvider.JDK)),
            Map.entry("reactor-tls-openssl", settings -> ReactorServer.startTls(settings, SslProvider.OPENSSL)),
            Map.entry("webflux", WebFluxServer::start),
            Map.entry("proxy", ProxyServer::start),
            Map.entry("gateway", GatewayServer::start),
            Map.entry("grpc", GrpcServer::start),
            Map.entry("r2dbc", R2dbcServer::start),
            Map.entry("postgresql", PostgresqlServer::start),
            Map.entry("bare", BareServer::start),
            Map.entry("rate-client", RateClient::start),
            Map.entry("websocket-client", WebSocketClient::start),
            Map.entry("webclient", WebClientClient::start),
            Map.entry("restclient", RestClientClient::start),
            Map.entry("grpc-client", GrpcClient::start),
            Map.entry("hold-client", HoldClient::start));

    private Programs() {}

    /** Started by the runner, with {@link Settings} as system properties. */
    public static void main(String[] args) throws IOException {
        Settings settings = Settings.read();
        Program program = PROGRAMS.get(settings.program());
        if (program == null) {
            throw new IllegalArgumentException("no program " + settings.program());
        }
        Runnable stop = program.start(settings);
        System.out.println("ready");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(line));
            }
        }
        stop.run();
        System.exit(0);
    }

    private static String answer(String question) {
        return switch (question) {
            case "allocated" -> Long.toString(Allocations.ofOtherThreads());
            default -> throw new IllegalArgumentException(question);
        };
    }

    /** Returns what stops it. */
    interface Program {
        Runnable start(Settings settings);
    }
}
