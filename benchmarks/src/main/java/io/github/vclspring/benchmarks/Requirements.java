/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import io.github.vclspring.vppcom.VppcomRelease;
import io.github.vclspring.vpptest.Database;
import io.github.vclspring.vpptest.VppHome;
import io.github.vclspring.vpptest.VppMissingException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Refuses a run that cannot succeed, and leaves out what this machine cannot measure, before anything is started. */
final class Requirements {

    private static final Map<String, String> TOOLS = Map.of(
            "h2load", "Install it: Debian's package is nghttp2-client",
            "taskset", "Install util-linux",
            "unshare", "Install util-linux",
            "nsenter", "Install util-linux",
            "ip", "Install iproute2");

    private static final int VIRTUAL_THREADS = 21;

    private static final Pattern VERSION = Pattern.compile("vpp v(\\d\\d)\\.(\\d\\d)");

    private Requirements() {}

    static void check(Plan plan) {
        TOOLS.forEach((tool, remedy) -> {
            if (onPath(tool).isEmpty()) {
                throw new Refusal("There is no " + tool + " on PATH", remedy);
            }
        });
        if (plan.needsVpp()) {
            try {
                VppHome.find();
            } catch (VppMissingException e) {
                throw new Refusal(
                        "No VPP can be started: " + e.getMessage(),
                        "Run as root, with VPP's packages vpp, vpp-plugin-core and libvppinfra installed"
                                + " (https://packagecloud.io/fdio), or with VPP_HOME set");
            }
        }
        for (int port = Setup.PORT; port < Setup.PORT + 3; port++) {
            requireFree(port);
        }
        otherVpp()
                .ifPresent(pid -> System.err.println("A VPP runs already, process " + pid
                        + ". Stop it: even an idle one takes a part of a core, and the kernel's figures will be low."));
    }

    /** Leaves out, with a message, the scenarios that need what is not here. Refuses a run of which nothing is left. */
    static List<Scenario> measurable(List<Scenario> scenarios) {
        return measurable(
                scenarios,
                Runtime.version().feature(),
                Database.postgresqlBinaries().isPresent());
    }

    static List<Scenario> measurable(List<Scenario> scenarios, int java, boolean hasPostgresql) {
        List<Scenario> measurable = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            whyNot(scenario, java, hasPostgresql).ifPresentOrElse(refusals::add, () -> measurable.add(scenario));
        }
        if (measurable.isEmpty() && !refusals.isEmpty()) {
            throw refusals.get(0);
        }
        refusals.forEach(refusal -> System.err.println(refusal.getMessage()));
        return measurable;
    }

    private static Optional<Refusal> whyNot(Scenario scenario, int java, boolean hasPostgresql) {
        String problem = scenario.name() + " cannot be measured: ";
        if (scenario.load().needsVirtualThreads() && java < VIRTUAL_THREADS) {
            return Optional.of(new Refusal(
                    problem + "Java " + java + " has no virtual threads",
                    "Start benchmarks/run with JDK " + VIRTUAL_THREADS + " or newer"));
        }
        if (scenario.server() == Server.R2DBC && !hasPostgresql) {
            return Optional.of(new Refusal(
                    problem + "there is no PostgreSQL server", "Install it: Debian's package is postgresql"));
        }
        return Optional.empty();
    }

    /** The library must be of the same release as the VPP that runs. */
    static void requireSameRelease(String version, Path libraries) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.find()) {
            return;
        }
        VppcomRelease running =
                new VppcomRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        try (Stream<Path> files = Files.list(libraries)) {
            List<VppcomRelease> found = files.map(
                            file -> VppcomRelease.ofSoname(file.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .toList();
            if (!found.isEmpty() && !found.contains(running)) {
                throw new Refusal(
                        "VPP is of release " + running + " and libvppcom of " + found.get(0),
                        "Install both of the same release, or set VPP_HOME to one");
            }
        } catch (IOException e) {
            throw new Refusal("The libraries in " + libraries + " cannot be listed: " + e, "Check its permissions");
        }
    }

    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.setReuseAddress(true);
        } catch (IOException e) {
            throw new Refusal(
                    "Port " + port + " is in use", "Stop what listens there ('ss -ltnp sport = :" + port + "')");
        }
    }

    static Optional<Path> onPath(String tool) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of((path + ":/usr/sbin:/sbin").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<String> otherVpp() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> comm(process).startsWith("vpp_main"))
                    .map(process -> process.getFileName().toString())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String comm(Path process) {
        try {
            return Files.readString(process.resolve("comm"));
        } catch (IOException e) {
            return ""; // ended meanwhile
        }
    }
}
