/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.github.vclspring.vpptest.Launcher;
import io.github.vclspring.vpptest.NamespaceTests;
import io.github.vclspring.vpptest.PrivateVpp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Where a program runs, and over what.
 *
 * @param type what its channels are made of
 * @param address where it listens
 * @param launcher makes a process builder for a command line
 * @param options JVM options
 */
record ProgramStarter(
        Transport.Type type, String address, Function<String[], ProcessBuilder> launcher, List<String> options) {

    private static final String LOCALHOST = "127.0.0.1";

    /** On this machine, over the kernel or the embedded loopback. */
    static ProgramStarter local(Transport.Type type) {
        return new ProgramStarter(type, LOCALHOST, ProcessBuilder::new, List.of());
    }

    /** In the namespace at the other end of VPP's wire, over the kernel. */
    static ProgramStarter kernel(PrivateVpp vpp) {
        return new ProgramStarter(Transport.Type.KERNEL, vpp.kernelAddress(), vpp.namespace()::builder, List.of());
    }

    /** Over VCL. */
    static ProgramStarter vcl(PrivateVpp vpp, String address) {
        List<String> options = new ArrayList<>();
        options.add("-D" + NamespaceTests.APP_SOCKET + "=" + vpp.appSocket());
        Launcher launcher = vpp.namespace();
        Path library = vpp.home().libraryPath();
        if (library != null) {
            options.add("-D" + NamespaceTests.LIBRARY_PATH + "=" + library);
            launcher = launcher.with("LD_LIBRARY_PATH=" + library);
        }
        return new ProgramStarter(Transport.Type.VPP, address, launcher::builder, options);
    }

    /** Starts a program's main class with the settings and more arguments. */
    Peer start(Class<?> main, Settings settings, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ErrorFileToStderr",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.net.preferIPv4Stack=true"));
        command.addAll(options);
        command.addAll(settings.options());
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return Peer.start(launcher.apply(command.toArray(String[]::new)));
    }
}
