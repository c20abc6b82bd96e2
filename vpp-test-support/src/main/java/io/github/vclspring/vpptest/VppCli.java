/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Asks VPP by {@code vppctl}. */
final class VppCli {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");

    private final VppHome home;
    private final Path directory;

    VppCli(VppHome home, Path directory) {
        this.home = home;
        this.directory = directory;
    }

    String run(String command) {
        ProcessBuilder builder = new ProcessBuilder(
                home.vppctl().toString(),
                "-s",
                directory.resolve("run/cli.sock").toString(),
                command);
        Environment.of(home).forEach(builder.environment()::put);
        CommandResult result = Program.start(builder, directory).await(TIMEOUT);
        String answer = COLOURS.matcher(result.stdout()).replaceAll("");
        if (result.exitCode() != 0 || isRefusal(command, answer)) {
            throw new VppCliException(command, (answer + result.stderr()).strip());
        }
        return answer;
    }

    /**
     * vppctl's exit code does not tell. But VPP begins a refusal with the words of the command that it did understand, and a colon: with none for an
     * unknown command.
     */
    static boolean isRefusal(String command, String answer) {
        int colon = answer.indexOf(": ");
        if (answer.startsWith("unknown input")) {
            return true;
        }
        if (colon < 0 || answer.substring(0, colon).contains("\n")) {
            return false;
        }
        List<String> asked = List.of(command.strip().toLowerCase(Locale.ROOT).split("\\s+", -1));
        List<String> understood =
                List.of(answer.substring(0, colon).toLowerCase(Locale.ROOT).split(" ", -1));
        if (understood.size() > asked.size()) {
            return false;
        }
        for (int i = 0; i < understood.size(); i++) {
            // Commands can be abbreviated; answers are not.
            if (!understood.get(i).startsWith(asked.get(i))) {
                return false;
            }
        }
        return true;
    }
}
