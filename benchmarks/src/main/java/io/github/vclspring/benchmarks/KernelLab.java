/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import io.github.vclspring.benchmarks.program.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel's loopback, and a veth pair whose other end is in a network namespace. */
final class KernelLab implements Lab {

    /** For benchmarks of networks (RFC 2544), and so nobody else's. */
    private static final String SERVER = "198.18.0.1";

    private static final String CLIENT = "198.18.0.2";

    private static final String LINK = "vclbench0";

    /** The namespace is this process's, and ends with it, and the veth pair with the namespace: nothing is left, however the runner ends. */
    private @Nullable Process namespace;

    @Override
    public String address(Transport transport) {
        return end(transport, SERVER);
    }

    @Override
    public String clientAddress(Transport transport) {
        return end(transport, CLIENT);
    }

    private String end(Transport transport, String address) {
        if (transport.wire() != Transport.Wire.VETH) {
            return "127.0.0.1";
        }
        if (namespace == null) {
            namespace = createNamespace();
        }
        return address;
    }

    private static Process createNamespace() {
        try {
            Process process = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo ready; cat").start();
            // before this line it is still in the runner's namespace
            process.inputReader().readLine();
            String holder = Long.toString(process.pid());
            run("ip", "link", "add", LINK, "type", "veth", "peer", "name", "eth0", "netns", holder);
            run("ip", "addr", "add", SERVER + "/30", "dev", LINK);
            run("ip", "link", "set", LINK, "up");
            inside(holder, "ip", "addr", "add", CLIENT + "/30", "dev", "eth0");
            inside(holder, "ip", "link", "set", "eth0", "up");
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void inside(String holder, String... command) {
        List<String> whole = new ArrayList<>(enter(holder));
        whole.addAll(List.of(command));
        run(whole.toArray(String[]::new));
    }

    private static List<String> enter(String holder) {
        return List.of("nsenter", "--target", holder, "--net");
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> server(List<String> command) {
        return command;
    }

    @Override
    public List<String> client(Transport transport, boolean knowsVcl, List<String> command) {
        Process holder = namespace;
        if (transport.wire() != Transport.Wire.VETH || holder == null) {
            return command;
        }
        List<String> whole = new ArrayList<>(enter(Long.toString(holder.pid())));
        whole.addAll(command);
        return whole;
    }

    @Override
    public Settings.Vcl vcl(Tuning tuning) {
        return Settings.Vcl.NONE;
    }

    @Override
    public List<Long> vpps() {
        return List.of();
    }

    @Override
    public void close() {
        if (namespace != null) {
            namespace.destroyForcibly();
        }
    }
}
