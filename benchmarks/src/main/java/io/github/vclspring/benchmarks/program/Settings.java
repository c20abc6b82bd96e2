/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings that the runner passes to a program as system properties.
 *
 * @param program its name, see {@link Programs}
 * @param stack what it runs on
 * @param loops number of event loops
 * @param address where a server listens and a client connects to
 * @param target where a proxy forwards to, and where the database of an application listens; not used by other programs
 * @param vcl how it attaches to VPP; not used on the kernel
 */
public record Settings(
        String program, Stack stack, int loops, InetSocketAddress address, InetSocketAddress target, Vcl vcl) {

    /**
     * How a program attaches to VPP.
     *
     * @param appSocket VPP's app socket
     * @param library the directory of libvppcom
     * @param fifoSize bytes of each direction of a connection
     * @param eventQueueSize entries of a worker's event queue
     * @param spin how long an idle loop polls before it sleeps
     */
    public record Vcl(String appSocket, String library, int fifoSize, int eventQueueSize, Duration spin) {

        /** Stands in where no VPP is used. */
        public static final Vcl NONE = new Vcl("", "", 65_536, 4096, Duration.ZERO);
    }

    static Settings read() {
        return new Settings(
                property("program"),
                Stack.valueOf(property("stack")),
                Integer.parseInt(property("loops")),
                address("address"),
                address("target"),
                new Vcl(
                        property("vcl.appSocket"),
                        property("vcl.library"),
                        Integer.parseInt(property("vcl.fifoSize")),
                        Integer.parseInt(property("vcl.eventQueueSize")),
                        Duration.parse(property("vcl.spin"))));
    }

    /** The command line that starts the program with these settings, from the runner's own class path. */
    public List<String> command(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        add(command, "program", program);
        add(command, "stack", stack.name());
        add(command, "loops", loops);
        add(command, "address", text(address));
        add(command, "target", text(target));
        add(command, "vcl.appSocket", vcl.appSocket());
        add(command, "vcl.library", vcl.library());
        add(command, "vcl.fifoSize", vcl.fifoSize());
        add(command, "vcl.eventQueueSize", vcl.eventQueueSize());
        add(command, "vcl.spin", vcl.spin());
        command.add(Programs.class.getName());
        return command;
    }

    private static void add(List<String> command, String name, Object value) {
        command.add("-Dbenchmark." + name + "=" + value);
    }

    private static String property(String name) {
        String value = System.getProperty("benchmark." + name);
        if (value == null) {
            throw new IllegalStateException("benchmark." + name + " is not set: benchmarks/run starts this program");
        }
        return value;
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static InetSocketAddress address(String name) {
        String value = property(name);
        int colon = value.lastIndexOf(':');
        return new InetSocketAddress(value.substring(0, colon), Integer.parseInt(value.substring(colon + 1)));
    }
}
