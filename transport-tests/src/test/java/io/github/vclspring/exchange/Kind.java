/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.util.SplittableRandom;

/** What is exchanged over a connection. */
enum Kind {
    /** Both sides send at once. */
    DUPLEX {
        @Override
        Plan plan(Header header, SplittableRandom random) {
            return atOnce(header, random, header.size(), between(random, header.size() / 2, header.size()));
        }
    },
    /** The client sends a request and waits for the response, again and again. */
    SEQUENTIAL {
        @Override
        Plan plan(Header header, SplittableRandom random) {
            int rounds = between(random, 1, MAX_ROUNDS);
            return new Plan(
                    header,
                    script(random, header.size() / SMALLER),
                    script(random, header.size()),
                    rounds,
                    Ending.complete(side(random)));
        }
    },
    /** The client reads slowly. */
    SLOW_CLIENT {
        @Override
        Plan plan(Header header, SplittableRandom random) {
            Plan plan = atOnce(header, random, header.size() / SMALLER, header.size());
            return new Plan(
                    header,
                    plan.client().paced(pace(random, header.size())),
                    plan.server(),
                    plan.rounds(),
                    plan.ending());
        }
    },
    /** The server reads slowly. */
    SLOW_SERVER {
        @Override
        Plan plan(Header header, SplittableRandom random) {
            Plan plan = atOnce(header, random, header.size(), header.size() / SMALLER);
            return new Plan(
                    header,
                    plan.client(),
                    plan.server().paced(pace(random, header.size())),
                    plan.rounds(),
                    plan.ending());
        }
    },
    /** One side resets the connection while both are sending. */
    RESET {
        @Override
        Plan plan(Header header, SplittableRandom random) {
            return endedEarly(header, random, side(random), Ending.How.RESET);
        }
    },
    /** The server closes the connection while both sides are sending. */
    SERVER_CLOSES {
        @Override
        Plan plan(Header header, SplittableRandom random) {
            return endedEarly(header, random, Side.SERVER, Ending.How.CLOSE);
        }
    },
    /** Both sides send many small messages, each flushed. */
    SMALL_MESSAGES {
        @Override
        Plan plan(Header header, SplittableRandom random) {
            Script script = new Script(
                    header.size() / MUCH_SMALLER,
                    between(random, 1, SMALL_MESSAGE),
                    1,
                    random.nextBoolean(),
                    Pace.FULL);
            return new Plan(header, script, script, 0, Ending.complete(side(random)));
        }
    };

    private static final int MAX_ROUNDS = 32;
    private static final int SMALLER = 8;
    private static final int MUCH_SMALLER = 32;
    private static final int SMALL_MESSAGE = 100;
    private static final int[] MESSAGES = {1000, 8 << 10, Pattern.MAX_LENGTH};
    private static final int MAX_MESSAGES_PER_FLUSH = 8;
    private static final int MAX_PAUSES = 5;

    /**
     * Computes the plan.
     *
     * @param header the connection's header
     * @param random the same on both sides
     * @return the plan
     */
    abstract Plan plan(Header header, SplittableRandom random);

    private static Plan atOnce(Header header, SplittableRandom random, int request, int response) {
        return new Plan(header, script(random, request), script(random, response), 0, Ending.complete(side(random)));
    }

    private static Plan endedEarly(Header header, SplittableRandom random, Side by, Ending.How how) {
        int size = header.size();
        return new Plan(
                header,
                script(random, size),
                script(random, size),
                0,
                new Ending(by, how, between(random, 1, size - 1)));
    }

    private static Script script(SplittableRandom random, int bytes) {
        return new Script(
                bytes,
                MESSAGES[random.nextInt(MESSAGES.length)],
                between(random, 1, MAX_MESSAGES_PER_FLUSH),
                random.nextBoolean(),
                Pace.FULL);
    }

    private static Pace pace(SplittableRandom random, int bytes) {
        return random.nextBoolean()
                ? new Pace(Pace.Mode.TIMED, 1, between(random, 1, 20))
                : new Pace(Pace.Mode.PAUSING, bytes / between(random, 1, MAX_PAUSES), between(random, 50, 600));
    }

    private static Side side(SplittableRandom random) {
        return random.nextBoolean() ? Side.CLIENT : Side.SERVER;
    }

    private static int between(SplittableRandom random, int least, int most) {
        return random.nextInt(least, most + 1);
    }
}
