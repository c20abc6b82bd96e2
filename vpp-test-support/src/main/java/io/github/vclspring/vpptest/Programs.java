/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The programs of this machine that tests start, and the Debian packages that bring them. */
public final class Programs {

    /** What {@code .ci/run} installs. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("chromedriver", "chromium-driver"),
            Map.entry("chromium", "chromium"),
            Map.entry("curl", "curl"),
            Map.entry("ethtool", "ethtool"),
            Map.entry("h2load", "nghttp2-client"),
            Map.entry("ip", "iproute2"),
            Map.entry("mount", "mount"),
            Map.entry("pg_ctlcluster", "postgresql"),
            Map.entry("ping", "iputils-ping"),
            Map.entry("python3", "python3"),
            Map.entry("redis-server", "redis-server"),
            Map.entry("wrk", "wrk"));

    /** What every Debian has. */
    private static final Set<String> ESSENTIAL = Set.of("bash", "env", "sh", "sleep", "taskset", "unshare");

    private Programs() {}

    /**
     * Looks for a program, as a shell does.
     *
     * @param program its name
     * @return where it is on PATH, or nothing
     */
    public static Optional<Path> find(String program) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Programs::isProgram)
                .findFirst();
    }

    /**
     * Tells why a program cannot be started.
     *
     * @param program its name
     * @return the reason with the remedy, or nothing where it is there
     */
    public static Optional<String> whyMissing(String program) {
        if (find(program).isPresent()) {
            return Optional.empty();
        }
        String name = PACKAGES.get(program);
        return Optional.of("there is no " + program + " on PATH" + (name == null ? "" : ": apt-get install " + name));
    }

    /**
     * Skips the calling test where a program is missing, or fails it where VPP's tests are required.
     *
     * @param program its name; a path is left to the system
     * @throws IllegalArgumentException for a program whose package is not listed here
     */
    static void require(String program) {
        if (program.indexOf('/') >= 0 || ESSENTIAL.contains(program)) {
            return;
        }
        if (!PACKAGES.containsKey(program)) {
            throw new IllegalArgumentException("Name the package of " + program + " in Programs, and in .ci/run");
        }
        whyMissing(program).ifPresent(reason -> {
            if (VppExtension.isRequired()) {
                throw new IllegalStateException(reason);
            }
            throw new TestAbortedException(reason);
        });
    }

    static Map<String, String> packages() {
        return PACKAGES;
    }

    static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
