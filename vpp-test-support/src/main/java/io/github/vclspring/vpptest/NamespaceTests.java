/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Runs test classes in a JVM of its own inside the namespace at the other end of VPP's wire, and reports their tests as if they had run here. There the
 * JVM's kernel sockets reach VPP and nothing else, while its VCL sockets are VPP's.
 *
 * <p>The JVM gets the class path of this one, and these system properties: {@link #APP_SOCKET}, {@link #LIBRARY_PATH}, {@link #VPP_PID},
 * {@link #VPP_ADDRESS}, {@link #KERNEL_ADDRESS}, {@link #VPP_ADDRESS_6}, {@link #KERNEL_ADDRESS_6}.
 */
public final class NamespaceTests {

    /** System property: the app socket to attach to. */
    public static final String APP_SOCKET = "vpp.app-socket";

    /** System property: the directory of libvppcom; absent where the system finds it. */
    public static final String LIBRARY_PATH = "vpp.library-path";

    /** System property: the process id of VPP as the run began. */
    public static final String VPP_PID = "vpp.pid";

    /** System property: VPP's address on the wire. */
    public static final String VPP_ADDRESS = "vpp.address";

    /** System property: the kernel's address on the wire. */
    public static final String KERNEL_ADDRESS = "vpp.kernel-address";

    /** System property: as {@link #VPP_ADDRESS}, in IPv6. */
    public static final String VPP_ADDRESS_6 = "vpp.address6";

    /** System property: as {@link #KERNEL_ADDRESS}, in IPv6. */
    public static final String KERNEL_ADDRESS_6 = "vpp.kernel-address6";

    private final PrivateVpp vpp;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<String> jvmOptions = new ArrayList<>();

    /**
     * Prepares a run.
     *
     * @param vpp the VPP whose namespace the tests run in
     */
    public NamespaceTests(PrivateVpp vpp) {
        this.vpp = vpp;
        property(APP_SOCKET, vpp.appSocket().toString());
        property(VPP_PID, Long.toString(vpp.pid()));
        property(VPP_ADDRESS, vpp.vppAddress());
        property(KERNEL_ADDRESS, vpp.kernelAddress());
        property(VPP_ADDRESS_6, vpp.vppAddress6());
        property(KERNEL_ADDRESS_6, vpp.kernelAddress6());
        Path library = vpp.home().libraryPath();
        if (library != null) {
            property(LIBRARY_PATH, library.toString());
        }
    }

    /**
     * Sets a system property of the JVM.
     *
     * @param name its name
     * @param value its value; null leaves it unset
     * @return this run
     */
    public NamespaceTests property(String name, @Nullable String value) {
        if (value != null) {
            properties.put(name, value);
        }
        return this;
    }

    /**
     * Adds an option of the JVM.
     *
     * @param option such as {@code -Xmx1g}
     * @return this run
     */
    public NamespaceTests jvmOption(String option) {
        jvmOptions.add(option);
        return this;
    }

    /**
     * Runs the classes to their end, and tells how each test ended.
     *
     * @param timeout how long all of them may take
     * @param packageName where the classes are
     * @param pattern a regular expression of their full names
     * @return one test for each that ran or was skipped, and one for the JVM itself
     */
    public Stream<DynamicTest> run(Duration timeout, String packageName, String pattern) {
        List<DynamicTest> tests = new ArrayList<>();
        try {
            Path reports = Files.createTempDirectory("namespace-tests");
            try (Program jvm = vpp.namespace().start(command(reports, packageName, pattern))) {
                CommandResult result = await(jvm, timeout);
                tests.add(dynamicTest("the tests' JVM ends as it should", () -> {
                    String death = vpp.deathReport().orElse("");
                    if (result.exitCode() != 0 || !death.isEmpty()) {
                        throw new AssertionFailedError(death + "\n" + result);
                    }
                }));
            }
            try (Stream<Path> files = Files.list(reports)) {
                for (Path file : files.sorted().toList()) {
                    tests.add(reported(Files.readString(file)));
                }
            } finally {
                Directories.empty(reports);
                Files.delete(reports);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tests.stream();
    }

    /** What ran before a hang counts, too. */
    private static CommandResult await(Program jvm, Duration timeout) {
        try {
            CommandResult result = jvm.await(timeout);
            return new CommandResult(
                    result.exitCode(), CrashReport.shortened(result.stdout()), CrashReport.shortened(result.stderr()));
        } catch (IllegalStateException e) {
            return new CommandResult(-1, "", String.valueOf(e.getMessage()));
        }
    }

    private static DynamicTest reported(String report) {
        String[] parts = report.split("\n", 3);
        return dynamicTest(parts[1], () -> {
            switch (parts[0]) {
                case "SUCCESSFUL" -> {}
                case "FAILED" -> throw new AssertionFailedError(parts[1] + "\n" + parts[2]);
                default -> throw new TestAbortedException(parts[2].strip());
            }
        });
    }

    private String[] command(Path reports, String packageName, String pattern) {
        List<String> command = new ArrayList<>();
        Path library = vpp.home().libraryPath();
        if (library != null) {
            command.add("env");
            command.add("LD_LIBRARY_PATH=" + library);
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-ea");
        command.add("-XX:+ErrorFileToStderr");
        command.addAll(jvmOptions);
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.addAll(List.of(NamespaceTestRunner.class.getName(), reports.toString(), packageName, pattern));
        return command.toArray(String[]::new);
    }
}
