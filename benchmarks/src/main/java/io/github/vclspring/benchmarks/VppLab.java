/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import io.github.vclspring.benchmarks.program.Settings;
import io.github.vclspring.vpptest.Launcher;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.PrivateVppBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A private VPP for the server, and where both ends are to speak TCP, a second one for the client, joined to it by memif. */
final class VppLab implements Lab {

    private static final String SERVER = "198.18.0.1";

    private static final String CLIENT = "198.18.0.2";

    private static final Pattern COUNT = Pattern.compile("(\\d+) sessions");
    private static final long LOOK_NANOS = 50_000_000;
    private static final int SAME_LOOKS = 10;

    private final PrivateVpp vpp;
    private final @Nullable PrivateVpp second;
    private final Tuning tuning;

    private VppLab(PrivateVpp vpp, @Nullable PrivateVpp second, Tuning tuning) {
        this.vpp = vpp;
        this.second = second;
        this.tuning = tuning;
        vpps().forEach(pid -> Processes.setTimerSlack(pid, tuning.timerSlackNanos()));
    }

    static VppLab one(Tuning tuning, Cores cores) {
        PrivateVpp vpp = builder(tuning, cores).start();
        try {
            useSecondVersion(vpp);
            return new VppLab(vpp, null, tuning);
        } catch (RuntimeException e) {
            vpp.close();
            throw e;
        }
    }

    static VppLab two(Tuning tuning, Cores cores) {
        PrivateVpp vpp = builder(tuning, cores).plugin("memif_plugin.so").start();
        try {
            PrivateVpp second = builder(tuning, cores).plugin("memif_plugin.so").start();
            try {
                String socket = vpp.appSocket().resolveSibling("memif.sock").toString();
                memif(vpp, socket, "master", SERVER);
                memif(second, socket, "slave", CLIENT);
                return new VppLab(vpp, second, tuning);
            } catch (RuntimeException e) {
                second.close();
                throw e;
            }
        } catch (RuntimeException e) {
            vpp.close();
            throw e;
        }
    }

    private static PrivateVppBuilder builder(Tuning tuning, Cores cores) {
        PrivateVppBuilder builder = PrivateVpp.builder()
                .pollSleepMicros(tuning.pollSleepMicros())
                .config("cpu { main-core " + cores.vpp()
                        + (tuning.realTime() ? " scheduler-policy fifo scheduler-priority 1" : "") + " }");
        return tuning.privateQueues() ? builder.sessionOption("use-private-rx-mqs") : builder;
    }

    /** af_packet's default, version 3 of the kernel's interface, is a fifth slower. */
    private static void useSecondVersion(PrivateVpp vpp) {
        String interfaceName = vpp.hostInterface();
        String link = interfaceName.substring("host-".length());
        vpp.cli("delete host-interface name " + link);
        vpp.cli("create host-interface v2 name " + link);
        vpp.cli("set interface state " + interfaceName + " up");
        vpp.cli("set interface ip address " + interfaceName + " " + vpp.vppAddress() + "/24");
        // the kernel learns the new link address by it
        vpp.cli("ping " + vpp.kernelAddress() + " repeat 2 interval 0.1");
    }

    private static void memif(PrivateVpp vpp, String socket, String role, String address) {
        vpp.cli("create memif socket id 1 filename " + socket);
        vpp.cli("create interface memif id 0 socket-id 1 " + role);
        vpp.cli("set interface state memif1/0 up");
        vpp.cli("set interface ip address memif1/0 " + address + "/30");
    }

    /** As VPP states it, after it was compared with the library's. */
    String version() {
        String version = vpp.cli("show version").strip();
        Requirements.requireSameRelease(version, libraries());
        return version;
    }

    /** The configuration that VPP runs with, without the paths of this run. */
    String startupConf() {
        Path directory = vpp.appSocket().resolve("../../..").normalize();
        try (Stream<String> lines = Files.lines(directory.resolve("startup.conf"))) {
            return lines.filter(line -> !line.contains("/")).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path libraries() {
        return vpp.home().ldpLibrary().resolveSibling("");
    }

    @Override
    public String address(Transport transport) {
        return switch (transport.wire()) {
            case CUT_THROUGH -> vpp.loopbackAddress();
            case AF_PACKET -> vpp.vppAddress();
            case MEMIF -> SERVER;
            default -> throw new IllegalArgumentException(transport + " does not need VPP");
        };
    }

    /** In the namespace, and so reached from VCL by VPP's TCP and the wire. */
    @Override
    public String clientAddress(Transport transport) {
        if (transport.wire() == Transport.Wire.MEMIF) {
            throw new IllegalArgumentException("The kernel is at neither end of " + transport);
        }
        return vpp.kernelAddress();
    }

    @Override
    public List<String> server(List<String> command) {
        return vpp.vcl().builder(command.toArray(String[]::new)).command();
    }

    @Override
    public List<String> client(Transport transport, boolean knowsVcl, List<String> command) {
        PrivateVpp clients = second == null ? vpp : second;
        Launcher launcher;
        if (transport.wire() == Transport.Wire.AF_PACKET) {
            launcher = vpp.namespace();
        } else {
            launcher = knowsVcl ? clients.vcl() : ldp(clients);
        }
        return launcher.builder(command.toArray(String[]::new)).command();
    }

    private Launcher ldp(PrivateVpp of) {
        int bytes = tuning.fifoKib() * 1024;
        return of.ldp()
                .with("VCL_CONFIG="
                        + of.vclConf(
                                "rx-fifo-size " + bytes,
                                "tx-fifo-size " + bytes,
                                "event-queue-size " + tuning.eventQueueSize()));
    }

    @Override
    public Settings.Vcl vcl(Tuning tuning) {
        return new Settings.Vcl(
                vpp.appSocket().toString(),
                libraries().toString(),
                tuning.fifoKib() * 1024,
                tuning.eventQueueSize(),
                Duration.ofNanos(1000L * tuning.spinMicros()));
    }

    /**
     * A client that comes before is given the memory of its predecessor's connections, which nobody tells it to map
     * (segment_manager.c, 26.06). The sessions between proxies stay; they are all that is left when nothing changes any more.
     */
    @Override
    public void awaitClosed(int listeners) {
        int last = -1;
        int same = 0;
        do {
            int now = COUNT.matcher(vpp.cli("show session"))
                    .results()
                    .mapToInt(count -> Integer.parseInt(count.group(1)))
                    .sum();
            if (now <= listeners) {
                return;
            }
            same = now == last ? same + 1 : 0;
            last = now;
            LockSupport.parkNanos(LOOK_NANOS);
        } while (same < SAME_LOOKS);
    }

    @Override
    public List<Long> vpps() {
        return second == null ? List.of(vpp.pid()) : List.of(vpp.pid(), second.pid());
    }

    @Override
    public void close() {
        if (second != null) {
            second.close();
        }
        vpp.close();
    }
}
