/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run of the two programs: watches both, explains connections that hang, and ends the run when there are too many. */
final class ExchangeRun {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Hung connections of a cause that are printed in full. */
    private static final int MAX_PRINTED = 20;

    private final String name;
    private final Settings settings;
    private final VppView vpp;
    private final Set<Integer> suspects = new HashSet<>();
    private final Set<Integer> hung = new HashSet<>();
    private final Map<Hang.Cause, Integer> causes = new TreeMap<>();
    private final List<String> report = new ArrayList<>();
    private boolean tooMany;

    /**
     * A run to be started.
     *
     * @param name is printed
     * @param settings its settings
     * @param vpp what VPP knows
     */
    ExchangeRun(String name, Settings settings, VppView vpp) {
        this.name = name;
        this.settings = settings;
        this.vpp = vpp;
    }

    /** Runs both programs to their end, prints the summary, and fails if anything is wrong. */
    Summary run(ProgramStarter serving, ProgramStarter connecting) throws InterruptedException {
        print("begins with " + settings);
        try (Peer server = serving.start(
                Main.class, settings, Side.SERVER.name(), serving.type().name(), serving.address())) {
            String port = server.await("listening", START);
            try (Peer client = connecting.start(
                    Main.class, settings, Side.CLIENT.name(), connecting.type().name(), serving.address(), port)) {
                return run(client, server);
            }
        }
    }

    private Summary run(Peer client, Peer server) throws InterruptedException {
        String ofClient = awaitSummary(client, client, server);
        String ofServer = "";
        if (!tooMany) {
            server.send("finish");
            ofServer = awaitSummary(server, client, server);
        }
        if (!tooMany) {
            await("both ends of all connections to be closed in VPP")
                    .atMost(CLOSE)
                    .until(vpp::cutThroughSessions, open -> open == 0);
            assertThat(List.of(client.exit(), server.exit()))
                    .as("exit status of client and server: %s\n%s", client.log(), server.log())
                    .containsExactly(0, 0);
        }
        Summary summary = sum(ofClient, ofServer);
        print("ended: " + summary + (causes.isEmpty() ? "" : " hung by cause: " + causes));
        print("was logged by the client:\n" + client.log() + "\nand by the server:\n" + server.log());
        judge(summary, client, server);
        return summary;
    }

    /** Waits for a program's summary, and explains connections that hang meanwhile. */
    private String awaitSummary(Peer peer, Peer client, Peer server) throws InterruptedException {
        while (true) {
            String summary = peer.poll("summary", LOOK);
            if (summary != null) {
                return summary;
            }
            assertThat(client.isStalled() || server.isStalled())
                    .as("an event loop is stalled\n%s\n%s", client.log(), server.log())
                    .isFalse();
            boolean clientIdle = client.takeIdle();
            if (server.takeIdle() || clientIdle) {
                explain(client, server);
                if (tooMany) {
                    return "";
                }
            }
        }
    }

    /** The two sides do not answer at the same time: only what was found twice hangs. */
    private void explain(Peer client, Peer server) throws InterruptedException {
        List<Hang> found =
                Hang.find(client.states(), server.states(), settings.stall().toMillis());
        List<Hang> hangs =
                found.stream().filter(hang -> suspects.contains(hang.id())).toList();
        suspects.clear();
        found.forEach(hang -> suspects.add(hang.id()));
        Set<Integer> unexplained = new HashSet<>();
        for (Hang hang : hangs) {
            if (hung.add(hang.id())) {
                int count = causes.merge(hang.cause(), 1, Integer::sum);
                if (count == 1) {
                    unexplained.addAll(hang.sessions());
                }
                if (count <= MAX_PRINTED) {
                    report.add(hang.toString());
                    print("hangs: " + hang);
                }
            }
        }
        if (!unexplained.isEmpty()) {
            print("sessions " + unexplained + " in VPP:\n" + vpp.describe(unexplained));
        }
        tooMany = hung.size() >= settings.tolerance();
        if (hangs.isEmpty()) {
            return;
        }
        if (!tooMany) {
            String ids = hangs.stream().map(hang -> " " + hang.id()).collect(Collectors.joining());
            client.send("giveup" + ids);
            server.send("giveup" + ids);
        }
    }

    private Summary sum(String ofClient, String ofServer) {
        Summary client = parse(ofClient);
        Summary server = parse(ofServer);
        return new Summary(
                client.connections(),
                client.bytes() + server.bytes(),
                hung.size(),
                client.corrupted() + server.corrupted(),
                client.lost() + server.lost(),
                client.refused() + server.refused(),
                client.resets(),
                client.rescues() + server.rescues());
    }

    private static Summary parse(String summary) {
        return summary.isEmpty() ? new Summary(0, 0, 0, 0, 0, 0, 0, 0) : Summary.parse(summary);
    }

    private void judge(Summary summary, Peer client, Peer server) {
        assertThat(summary.hung())
                .as("hung connections by cause: %s\n%s", causes, String.join("\n", report))
                .isZero();
        assertThat(summary.corrupted() + summary.lost() + summary.refused())
                .as("corrupted, lost and refused connections of %s", summary)
                .isZero();
        assertThat(client.log() + server.log()).as("leaked buffers").doesNotContain("LEAK");
    }

    private void print(String text) {
        System.out.println(name + " " + text);
    }
}
