/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param scenarios what is to be measured
 * @param isShort whether figures are only to be produced, not to be used
 * @param compareWith an earlier run, or null
 * @param docs whether only the documentation is to be written, from the committed run
 */
record Options(
        List<Scenario> scenarios, boolean isShort, @Nullable Path compareWith, boolean docs) {

    static final String USAGE = "benchmarks/run [scenario...] [--short] [--compare results.json] | --docs";

    static Options parse(List<String> arguments) {
        Set<Scenario> chosen = new LinkedHashSet<>();
        boolean isShort = false;
        boolean docs = false;
        Path compareWith = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--short" -> isShort = true;
                case "--docs" -> docs = true;
                case "--compare" -> {
                    if (++i == arguments.size()) {
                        throw new Refusal("--compare needs a file", "Name the results.json of an earlier run");
                    }
                    compareWith = Path.of(arguments.get(i));
                }
                default -> chosen.addAll(named(argument));
            }
        }
        return new Options(List.copyOf(chosen.isEmpty() ? Scenario.all() : chosen), isShort, compareWith, docs);
    }

    private static List<Scenario> named(String argument) {
        if (argument.startsWith("-")) {
            throw new Refusal("There is no option " + argument, "Usage: " + USAGE);
        }
        List<Scenario> found = new ArrayList<>(Scenario.all());
        found.removeIf(scenario -> !scenario.isNamed(argument));
        if (found.isEmpty()) {
            throw new Refusal(
                    "There is no scenario " + argument,
                    "Choose from "
                            + Scenario.all().stream()
                                    .map(Scenario::name)
                                    .distinct()
                                    .collect(Collectors.joining(", ")));
        }
        return found;
    }

    int rounds() {
        return isShort ? 1 : 3;
    }

    /** At most; a short run is content with any rate. */
    int warmUpSeconds(Server server) {
        if (isShort) {
            return 1;
        }
        return server.isSlowToWarmUp() ? 50 : 25;
    }

    double seconds() {
        return isShort ? 1 : 2;
    }
}
