/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * How a run is set up, by system properties: {@code -Dcutthrough.connections=200} and so on. They are passed on to the programs.
 *
 * @param connections connections at once
 * @param duration for how long ended connections are replaced by new ones
 * @param fifo bytes of a fifo
 * @param minSize least bytes of a body
 * @param maxSize most bytes of a body
 * @param kinds what is exchanged
 * @param seed decides what each connection does
 * @param stall time without progress after which a connection counts as hung
 * @param tolerance hung connections after which the run ends early
 */
record Settings(
        int connections,
        Duration duration,
        int fifo,
        int minSize,
        int maxSize,
        Set<Kind> kinds,
        long seed,
        Duration stall,
        int tolerance) {

    private static final String PREFIX = "cutthrough.";
    private static final int LONG_RUN_SECONDS = 60;

    /** Reads the system properties. A run of a minute and more has bodies of 1 to 8 MB by default. */
    static Settings read(int defaultSeconds) {
        int seconds = number("seconds", defaultSeconds);
        boolean isLong = seconds >= LONG_RUN_SECONDS;
        return new Settings(
                number("connections", 64),
                Duration.ofSeconds(seconds),
                number("fifo", 64 << 10),
                number("min", isLong ? 1 << 20 : 32 << 10),
                number("max", isLong ? 8 << 20 : 1 << 20),
                kinds(System.getProperty(PREFIX + "kinds")),
                Long.getLong(PREFIX + "seed", System.nanoTime()),
                Duration.ofSeconds(number("stall", 10)),
                number("tolerance", 1));
    }

    private static int number(String name, int otherwise) {
        return Integer.getInteger(PREFIX + name, otherwise);
    }

    private static Set<Kind> kinds(String names) {
        if (names == null) {
            return EnumSet.allOf(Kind.class);
        }
        EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
        Arrays.stream(names.split(","))
                .map(name -> Kind.valueOf(name.toUpperCase(Locale.ROOT)))
                .forEach(kinds::add);
        return kinds;
    }

    Settings withFifo(int bytes) {
        return new Settings(connections, duration, bytes, minSize, maxSize, kinds, seed, stall, tolerance);
    }

    /** JVM options with which a program reads the same settings. */
    List<String> options() {
        List<String> options = new ArrayList<>();
        options.add(option("connections", connections));
        options.add(option("seconds", duration.toSeconds()));
        options.add(option("fifo", fifo));
        options.add(option("min", minSize));
        options.add(option("max", maxSize));
        options.add(
                option("kinds", String.join(",", kinds.stream().map(Kind::name).toList())));
        options.add(option("seed", seed));
        options.add(option("stall", stall.toSeconds()));
        options.add(option("tolerance", tolerance));
        return options;
    }

    private static String option(String name, Object value) {
        return "-D" + PREFIX + name + "=" + value;
    }

    /** What a connection does: depends on its number and the seed only, not on when it begins. */
    Header header(int id) {
        SplittableRandom random = new SplittableRandom(seed + id);
        Kind[] all = kinds.toArray(Kind[]::new);
        return new Header(id, all[random.nextInt(all.length)], random.nextLong(), random.nextInt(minSize, maxSize + 1));
    }
}
