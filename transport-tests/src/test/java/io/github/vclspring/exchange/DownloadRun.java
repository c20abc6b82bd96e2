/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.time.Duration;

/** A run of {@link Downloads}. */
final class DownloadRun {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofMinutes(12);
    private static final int FIFO = 256 << 10;

    private DownloadRun() {}

    /** Runs both programs, and returns how many downloads were complete, have stalled, and have failed. */
    static String run(ProgramStarter serving, ProgramStarter connecting) throws InterruptedException {
        Settings settings = Settings.read(1).withFifo(FIFO);
        try (Peer server = serving.start(
                Downloads.class, settings, Side.SERVER.name(), serving.type().name(), serving.address())) {
            String port = server.await("listening", START);
            try (Peer client = connecting.start(
                    Downloads.class,
                    settings,
                    Side.CLIENT.name(),
                    connecting.type().name(),
                    serving.address(),
                    port)) {
                String summary = client.await("summary", END);
                System.out.println("downloads ended: " + summary + "\n" + client.log());
                client.exit();
                server.exit();
                return summary;
            }
        }
    }
}
