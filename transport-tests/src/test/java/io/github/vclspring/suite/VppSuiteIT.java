/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.suite;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Netty's suite over a real VPP, with the kernel as the peer. It runs in a JVM of its own, inside the namespace at the
 * other end of VPP's wire: so its kernel sockets reach VPP and nothing else.
 */
@VppTest
class VppSuiteIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(8);

    /** A host of the wire's network that is not there. */
    private static final String NOBODY = "254";

    @TempDir
    private static Path directory;

    @TestFactory
    @Timeout(600)
    Stream<DynamicTest> nettysSuitePasses(PrivateVpp vpp) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Path reports = Files.createDirectory(directory.resolve("reports"));
        try (Program suite = vpp.namespace().start(command(vpp, reports))) {
            var result = suite.await(TIMEOUT);
            tests.add(dynamicTest("the suite's JVM ends as it should", () -> {
                String why = vpp.deathReport().orElse("");
                if (result.exitCode() != 0 || !why.isEmpty()) {
                    throw new AssertionFailedError(why + "\n" + result);
                }
            }));
        }
        try (Stream<Path> files = Files.list(reports)) {
            for (Path file : files.sorted().toList()) {
                tests.add(reported(Files.readString(file)));
            }
        }
        return tests.stream();
    }

    private static DynamicTest reported(String report) {
        String[] parts = report.split("\n", 3);
        return dynamicTest(parts[1], () -> {
            switch (parts[0]) {
                case "SUCCESSFUL" -> {}
                case "FAILED" -> throw new AssertionFailedError(parts[2]);
                default -> throw new TestAbortedException(parts[2].strip());
            }
        });
    }

    private static String[] command(PrivateVpp vpp, Path reports) {
        List<String> command = new ArrayList<>();
        Optional.ofNullable(vpp.home().libraryPath()).ifPresent(path -> {
            command.add("env");
            command.add("LD_LIBRARY_PATH=" + path);
        });
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-ea");
        property(command, "io.netty.leakDetection.level", "paranoid");
        property(command, "java.net.preferIPv4Stack", "true");
        property(command, "io.netty.testsuite.badHost", vpp.kernelAddress().replaceFirst("[0-9]+$", NOBODY));
        property(command, SuiteNet.LIBRARY, "vpp");
        property(command, SuiteNet.APP_SOCKET, vpp.appSocket().toString());
        property(command, SuiteNet.VCL_ADDRESS, vpp.vppAddress());
        property(command, SuiteNet.KERNEL_ADDRESS, vpp.kernelAddress());
        Optional.ofNullable(vpp.home().libraryPath())
                .ifPresent(path -> property(command, SuiteNet.LIBRARY_PATH, path.toString()));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(SuiteRunner.class.getName());
        command.add(reports.toString());
        Optional.ofNullable(System.getProperty("suite.classes")).ifPresent(command::add);
        return command.toArray(String[]::new);
    }

    private static void property(List<String> command, String name, String value) {
        command.add("-D" + name + "=" + value);
    }
}
