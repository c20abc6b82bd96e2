/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Renders {@code startup.conf} for a VPP that needs neither hugepages nor DPDK. */
final class StartupConf {

    private static final List<String> PLUGINS =
            List.of("af_packet_plugin.so", "ping_plugin.so", "tlsopenssl_plugin.so");

    private final VppHome home;
    private final Path directory;
    private final String sharedMemoryPrefix;
    private final PrivateVppBuilder settings;

    StartupConf(VppHome home, Path directory, String sharedMemoryPrefix, PrivateVppBuilder settings) {
        this.home = home;
        this.directory = directory;
        this.sharedMemoryPrefix = sharedMemoryPrefix;
        this.settings = settings;
    }

    String render() {
        Path run = directory.resolve("run");
        List<String> lines = new ArrayList<>();
        lines.add("unix {");
        lines.add("  nodaemon");
        lines.add("  runtime-dir " + run);
        lines.add("  pidfile " + run.resolve("vpp.pid"));
        lines.add("  cli-listen " + run.resolve("cli.sock"));
        lines.add("  poll-sleep-usec " + settings.pollSleepMicros());
        if (settings.group() != null) {
            lines.add("  gid " + settings.group());
        }
        lines.add("}");
        if (settings.workers() > 0) {
            lines.add("cpu { workers " + settings.workers() + " }");
        }
        // Pages of the usual size: by default VPP asks for huge ones.
        lines.add("memory { main-heap-size 512M main-heap-page-size 4k }");
        lines.add("buffers { buffers-per-numa 16384 page-size 4k }");
        lines.add("statseg { socket-name " + run.resolve("stats.sock") + " size 32M page-size 4k }");
        lines.add("socksvr { socket-name " + run.resolve("api.sock") + " }");
        lines.add("api-segment { prefix " + sharedMemoryPrefix + " }");
        // Releases before 26.06 need to be told of the app socket; later ones accept it.
        lines.add("session { enable use-app-socket-api event-queue-length " + settings.eventQueueLength() + " "
                + String.join(" ", settings.sessionOptions()) + " }");
        lines.add("plugins {");
        lines.add("  path " + home.plugins());
        lines.add("  plugin default { disable }");
        PLUGINS.forEach(plugin -> lines.add("  plugin " + plugin + " { enable }"));
        settings.plugins().forEach(plugin -> lines.add("  plugin " + plugin + " { enable }"));
        lines.add("}");
        lines.addAll(settings.config());
        return String.join("\n", lines) + "\n";
    }
}
