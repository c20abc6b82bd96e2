/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A VPP of a test's own, with a network namespace on the other end of its wire.
 *
 * <pre>
 *   this JVM ── app socket ── VPP ── af_packet ── veth ── eth0 in a network namespace: the kernel's TCP, curl, wrk, ...
 *                              │
 *                              └── app socket ── a program over VCL: cut-through, by VPP's loopback address
 * </pre>
 *
 * <p>Closing it takes down VPP, wire, namespace, and every program that was started by it. The same happens when the JVM ends, however it ends.
 */
public final class PrivateVpp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PrivateVpp.class);

    private static final Duration START = Duration.ofSeconds(30);

    private static final String LOOPBACK = "loop0";

    private final VppHome home;
    private final PrivateVppBuilder settings;
    private final Path directory;
    private final Wire wire;
    private final Guard guard;
    private final VppCli cli;
    private final Launcher namespace;
    private final Launcher vcl;
    private final Launcher ldp;
    private VppProcess process;
    private boolean closed;

    /** Makes a builder for a VPP that differs from the usual one. */
    public static PrivateVppBuilder builder() {
        return new PrivateVppBuilder();
    }

    /**
     * Starts the usual one.
     *
     * @return a VPP that answers on its addresses
     * @throws VppMissingException where no VPP can be started on this machine
     */
    public static PrivateVpp start() {
        return builder().start();
    }

    static PrivateVpp start(VppHome home, PrivateVppBuilder settings) {
        long begin = System.nanoTime();
        Path directory = RuntimeDirectory.create();
        Wire wire;
        try {
            wire = Wire.reserve(directory);
        } catch (RuntimeException e) {
            Directories.delete(directory);
            throw e;
        }
        Guard guard;
        try {
            guard = Guard.start(directory, wire.namespace(), wire.link());
        } catch (RuntimeException e) {
            wire.release();
            Directories.delete(directory);
            throw e;
        }
        try {
            wire.up();
            PrivateVpp vpp = new PrivateVpp(home, settings, directory, wire, guard);
            try {
                vpp.awaitReady();
            } catch (RuntimeException e) {
                vpp.close();
                throw e;
            }
            log.info(
                    "VPP, process {}, at {} started in {} ms",
                    vpp.pid(),
                    vpp.vppAddress(),
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
            return vpp;
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    private PrivateVpp(VppHome home, PrivateVppBuilder settings, Path directory, Wire wire, Guard guard) {
        this.home = home;
        this.settings = settings;
        this.directory = directory;
        this.wire = wire;
        this.guard = guard;
        this.cli = new VppCli(home, directory);
        this.namespace = new Launcher(directory, wire.execPrefix());
        String config = "VCL_CONFIG=" + vclConf();
        List<String> environment = new ArrayList<>(List.of(config));
        Environment.of(home).forEach((name, value) -> environment.add(name + "=" + value));
        this.vcl = namespace.with(environment.toArray(String[]::new));
        this.ldp = vcl.with("LD_PRELOAD=" + home.ldpLibrary());
        write(directory.resolve("startup.conf"), new StartupConf(home, directory, wire.link(), settings).render());
        this.process = VppProcess.start(home, directory);
    }

    private void awaitReady() {
        try {
            awaitCli();
            configure();
            awaitNeighbours();
        } catch (RuntimeException e) {
            // What VPP said when it died explains more than who noticed it.
            Optional<String> report = process.deathReport();
            process.stop();
            throw new IllegalStateException(
                    "The VPP of " + namespaceName() + " did not start: "
                            + report.orElseGet(() -> e.getMessage() + "\n" + logs()),
                    e);
        }
    }

    private void awaitCli() {
        Awaitility.await("VPP's command line and app socket")
                .atMost(START)
                .pollDelay(Duration.ofMillis(100))
                .pollInterval(Duration.ofMillis(25))
                .ignoreException(VppCliException.class)
                .until(() -> {
                    process.requireAlive();
                    cli.run("show version");
                    return Files.exists(appSocket());
                });
    }

    /** By commands of our own, not by {@code unix { exec }}: for that VPP waits two seconds first, and keeps failures to itself. */
    private void configure() {
        Addresses addresses = wire.addresses();
        String host = hostInterface();
        cli("create loopback interface");
        cli("set interface state " + LOOPBACK + " up");
        cli("set interface ip address " + LOOPBACK + " " + addresses.loopback() + "/32");
        cli("set interface ip address " + LOOPBACK + " " + addresses.loopback6() + "/128");
        cli("create host-interface name " + wire.link() + " hw-addr " + addresses.vppMac());
        cli("set interface state " + host + " up");
        cli("set interface ip address " + host + " " + addresses.vpp() + "/24");
        cli("set interface ip address " + host + " " + addresses.vpp6() + "/64");
        cli("set ip neighbor " + host + " " + addresses.kernel() + " " + addresses.kernelMac());
        cli("set ip neighbor " + host + " " + addresses.kernel6() + " " + addresses.kernelMac());
        settings.appNamespaces()
                .forEach((id, secret) -> cli("app ns add id " + id + " secret " + secret + " if " + host));
        settings.commands().forEach(this::cli);
    }

    /** Also makes the kernel learn VPP's link address, so that the first packet of a test is not the one that is lost. */
    private void awaitNeighbours() {
        for (String address : List.of(kernelAddress(), kernelAddress6())) {
            Awaitility.await("an answer from " + address)
                    .atMost(START)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(25))
                    .until(() ->
                            cli("ping " + address + " repeat 1 interval 0.2").contains(" 1 received"));
        }
    }

    /** The socket to which applications attach. */
    public Path appSocket() {
        return appSocket("default");
    }

    /**
     * The socket to which applications of an app namespace attach.
     *
     * @param appNamespace the namespace's id
     * @return the path
     */
    public Path appSocket(String appNamespace) {
        return directory.resolve("run/app_ns_sockets").resolve(appNamespace);
    }

    /** The socket by which VPP shares its counters. */
    public Path statsSocket() {
        return directory.resolve("run/stats.sock");
    }

    /** VPP's address on the wire: listeners here are reached from the namespace. */
    public String vppAddress() {
        return wire.addresses().vpp();
    }

    /** The kernel's address on the wire, in the namespace. */
    public String kernelAddress() {
        return wire.addresses().kernel();
    }

    /** An address of VPP that is on no wire: for listeners reached by cut-through. The namespace has a route to it, too. */
    public String loopbackAddress() {
        return wire.addresses().loopback();
    }

    /** As {@link #vppAddress()}, in IPv6. */
    public String vppAddress6() {
        return wire.addresses().vpp6();
    }

    /** As {@link #kernelAddress()}, in IPv6. */
    public String kernelAddress6() {
        return wire.addresses().kernel6();
    }

    /** As {@link #loopbackAddress()}, in IPv6. */
    public String loopbackAddress6() {
        return wire.addresses().loopback6();
    }

    /** The name of VPP's interface on the wire, for commands. */
    public String hostInterface() {
        return "host-" + wire.link();
    }

    /** The name of the network namespace, for {@code ip netns}. */
    public String namespaceName() {
        return wire.namespace();
    }

    /**
     * Runs a command in VPP.
     *
     * @param words the command, as for vppctl
     * @return its output, without colours
     * @throws VppCliException where VPP refuses it
     */
    public String cli(String... words) {
        process.requireAlive();
        return cli.run(String.join(" ", words));
    }

    /** VPP's sessions, listeners and applications, as they are now. */
    public VppSessions sessions() {
        return VppSessions.read(this::cli, settings.workers() + 1);
    }

    /** Starts programs in the namespace, over the kernel: real clients and servers on the other end of the wire. */
    public Launcher namespace() {
        return namespace;
    }

    /**
     * Starts programs that know VCL, with {@code VCL_CONFIG} set: such as VPP's {@code vcl_test_client}, or another JVM.
     */
    public Launcher vcl() {
        return vcl;
    }

    /**
     * Starts programs that know nothing of VCL, with {@code libvcl_ldpreload.so} below their sockets. They reach listeners on any address of VPP, by
     * cut-through, and are in the namespace all the same: so a socket that slipped to the kernel reaches nothing else.
     */
    public Launcher ldp() {
        return ldp;
    }

    /**
     * Writes a {@code vcl.conf} for an application of this VPP, reached by cut-through and by the wire.
     *
     * @param options more lines, such as {@code rx-fifo-size 4000000}
     * @return the file
     */
    public Path vclConf(String... options) {
        List<String> lines = new ArrayList<>();
        lines.add("vcl {");
        lines.add("app-socket-api " + appSocket());
        lines.add("app-scope-local");
        lines.add("app-scope-global");
        lines.add("use-mq-eventfd");
        lines.addAll(List.of(options));
        lines.add("}");
        try {
            Path file = Files.createTempFile(directory, "vcl", ".conf");
            write(file, String.join("\n", lines) + "\n");
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link VppHome} it runs from. */
    public VppHome home() {
        return home;
    }

    /** The id of VPP's process. */
    public synchronized long pid() {
        return process.pid();
    }

    /** Whether VPP's process runs; also while it is paused. */
    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    /** Why VPP is dead, with the end of its log, where it died by itself. */
    public synchronized Optional<String> deathReport() {
        return process.deathReport();
    }

    /** What VPP wrote to its standard output and error, in all its lives. */
    public String logs() {
        return VppProcess.logs(directory);
    }

    /** Kills VPP by SIGKILL, and waits until it is gone. */
    public synchronized void kill() {
        process.kill();
    }

    /** Starts VPP again, as it was started before: same sockets, names and addresses. One that still runs is stopped first; one that does not start leaves the rest as it is. */
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        process.stop();
        // So that nobody takes the sockets that a killed VPP left for those of the next.
        Directories.empty(directory.resolve("run"));
        process = VppProcess.start(home, directory);
        awaitReady();
    }

    /** Stops VPP in its tracks, by SIGSTOP: to applications it is still there, but nothing answers. */
    public synchronized void pause() {
        process.pause();
    }

    /** Lets a paused VPP go on. */
    public synchronized void resume() {
        process.resume();
    }

    /** Whether it is paused. */
    public synchronized boolean isPaused() {
        return process.isPaused();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // The other launchers are made from this one, and share its programs.
        namespace.killAll();
        process.stop();
        guard.close();
    }

    @Override
    public String toString() {
        return "VPP at " + vppAddress() + ", process " + pid() + ", " + Map.of("directory", directory);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
