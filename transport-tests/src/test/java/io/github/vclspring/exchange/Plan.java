/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.util.SplittableRandom;

/**
 * What the two ends of a connection do. Both compute it from the same header.
 *
 * @param header where it came from
 * @param client the connecting side's part
 * @param server the accepting side's part
 * @param rounds number of requests, each answered before the next one; 0 lets both sides send at once
 * @param ending how the connection ends
 */
record Plan(Header header, Script client, Script server, int rounds, Ending ending) {

    static Plan of(Header header) {
        return header.kind().plan(header, new SplittableRandom(header.seed()));
    }

    Script script(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    /**
     * How much of its body a side may send.
     *
     * @param side the side
     * @param received how much it has received
     * @return bytes from the body's beginning
     */
    int limit(Side side, int received) {
        if (rounds == 0) {
            return script(side).bytes();
        }
        int answered = completeRounds(side.other(), received);
        return prefix(side, side == Side.CLIENT ? Math.min(rounds, answered + 1) : answered);
    }

    private int prefix(Side side, int throughRound) {
        int bytes = script(side).bytes();
        return throughRound == rounds ? bytes : bytes / rounds * throughRound;
    }

    private int completeRounds(Side side, int received) {
        int bytes = script(side).bytes();
        return received == bytes ? rounds : Math.min(rounds - 1, received / (bytes / rounds));
    }
}
