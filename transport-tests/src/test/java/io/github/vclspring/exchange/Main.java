/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program of both sides. Its arguments are the side, the {@link Transport.Type}, the server's address and, for the client, its port.
 *
 * <p>It prints {@code listening PORT}, {@code idle ID} for each connection without progress, and {@code summary ...} at its end. It answers to {@code state}
 * with the states of all connections and a line {@code end}; {@code giveup ID ...} closes connections, {@code finish} lets the server wait for its last one,
 * and {@code exit} ends it.
 */
public final class Main {

    private final Console console = new Console();
    private final Settings settings = Settings.read(1);
    private final Tally tally = new Tally(console);
    private final Connections connections = new Connections(tally);
    private final Transport transport;

    private Main(Transport.Type type) {
        transport = new Transport(type, settings.fifo());
        Watchdog.start(connections, transport.group(), settings.stall(), console);
    }

    /** Runs a side. */
    public static void main(String[] args) throws IOException {
        Main main = new Main(Transport.Type.valueOf(args[1]));
        if (Side.valueOf(args[0]) == Side.SERVER) {
            main.console.print("listening " + new ExchangeServer(main.transport, args[2], main.connections).port());
        } else {
            main.connect(new InetSocketAddress(args[2], Integer.parseInt(args[3])));
        }
        main.console.read(main::obey);
        // the test has gone
        System.exit(1);
    }

    private void connect(InetSocketAddress server) {
        ExchangeClient client = new ExchangeClient(settings, transport, server, connections);
        Thread thread = new Thread(
                () -> {
                    try {
                        client.run();
                        summarize();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "client");
        thread.setDaemon(true);
        thread.start();
    }

    private void obey(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "state" -> printStates();
            case "giveup" -> {
                Set<Integer> ids =
                        Stream.of(words).skip(1).map(Integer::valueOf).collect(Collectors.toSet());
                connections.giveUp(ids::contains, settings.stall());
            }
            case "finish" -> finish();
            case "exit" -> {
                transport.close();
                System.exit(0);
            }
            default -> console.print("unknown: " + line);
        }
    }

    private void printStates() {
        try {
            connections.states().forEach(state -> console.print("state " + state));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        console.print("end");
    }

    private void finish() {
        connections.onEnd(this::summarizeIfEmpty);
        summarizeIfEmpty();
    }

    private void summarizeIfEmpty() {
        if (connections.isEmpty()) {
            summarize();
        }
    }

    private void summarize() {
        console.print("summary " + tally.summary(transport.rescues()));
    }
}
