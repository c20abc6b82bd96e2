/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network namespace with the kernel's end of a veth pair in it. VPP attaches to the other end.
 *
 * <p>The kernel refuses a second namespace, or link, of the same name: creating them is what reserves a slot, also against tests in other processes.
 */
final class Wire {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Addresses addresses;
    private final Path directory;

    private Wire(Addresses addresses, Path directory) {
        this.addresses = addresses;
        this.directory = directory;
    }

    /** Makes the namespace, and nothing else yet. */
    static Wire reserve(Path directory) {
        List<String> inUse = addressesInUse();
        // Tests that start at the same time begin at different slots, and seldom meet.
        int first = ThreadLocalRandom.current().nextInt(Addresses.SLOTS);
        for (int i = 0; i < Addresses.SLOTS; i++) {
            Wire wire = new Wire(new Addresses((first + i) % Addresses.SLOTS), directory);
            if (wire.overlaps(inUse)) {
                continue;
            }
            CommandResult result = wire.ip("netns", "add", wire.namespace());
            if (result.exitCode() == 0) {
                return wire;
            }
            if (!result.stderr().contains("File exists")) {
                throw new IllegalStateException("no network namespace can be made: " + result);
            }
        }
        throw new IllegalStateException("all " + Addresses.SLOTS + " network namespaces for a VPP are in use");
    }

    String namespace() {
        return "vpptest" + addresses.slot();
    }

    /** The name of VPP's end, in this process's namespace. */
    String link() {
        return "vpptest" + addresses.slot();
    }

    Addresses addresses() {
        return addresses;
    }

    List<String> execPrefix() {
        return List.of("ip", "netns", "exec", namespace());
    }

    void up() {
        ip(
                        "link",
                        "add",
                        link(),
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "eth0",
                        "address",
                        addresses.kernelMac(),
                        "netns",
                        namespace())
                .orThrow();
        ip("link", "set", link(), "up").orThrow();
        inside("link", "set", "lo", "up");
        inside("addr", "add", addresses.kernel() + "/24", "dev", "eth0");
        // Without duplicate address detection, during which the address cannot be used.
        inside("addr", "add", addresses.kernel6() + "/64", "dev", "eth0", "nodad");
        inside("link", "set", "eth0", "up");
        // af_packet hands over the packets without the checksums that the kernel leaves to a network card.
        run("ip", "netns", "exec", namespace(), "ethtool", "-K", "eth0", "tx", "off")
                .orThrow();
        inside("route", "add", addresses.loopback() + "/32", "via", addresses.vpp());
        inside("-6", "route", "add", addresses.loopback6() + "/128", "via", addresses.vpp6());
    }

    /** Takes away the namespace alone, for when nothing is in it yet. */
    void release() {
        ip("netns", "del", namespace());
    }

    private boolean overlaps(List<String> inUse) {
        return inUse.stream()
                .anyMatch(address ->
                        address.startsWith(addresses.wirePrefix()) || address.startsWith(addresses.loopbackPrefix()));
    }

    private static List<String> addressesInUse() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(address -> address.getHostAddress())
                    .toList();
        } catch (SocketException e) {
            throw new IllegalStateException("the addresses of this machine cannot be listed", e);
        }
    }

    private void inside(String... arguments) {
        List<String> command = new ArrayList<>(List.of("-n", namespace()));
        Collections.addAll(command, arguments);
        ip(command.toArray(String[]::new)).orThrow();
    }

    private CommandResult ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        Collections.addAll(command, arguments);
        return run(command.toArray(String[]::new));
    }

    private CommandResult run(String... command) {
        return Program.start(new ProcessBuilder(command), directory).await(TIMEOUT);
    }
}
