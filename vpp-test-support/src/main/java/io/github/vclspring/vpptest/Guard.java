/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes everything down, by whatever road the test JVM ends.
 *
 * <p>A shutdown hook does not run in a JVM that was killed or that native code brought down, and tests of native code do that. So a shell waits at
 * the other end of a pipe, which the kernel closes when the JVM is no more, and cleans up then. An orderly {@link PrivateVpp#close()} closes the same pipe:
 * there is one way down, and every test uses it.
 */
final class Guard implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Guard.class);

    /**
     * Arguments: runtime directory, namespace, prefix of VPP's shared memory. The pid is VPP's own word, and is checked against the command line of that
     * process, for the case that it is another's by now. What runs in the namespace was started by the test: the namespace is nobody else's.
     */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            cat >/dev/null
            pid=$(cat "$1/run/vpp.pid" 2>/dev/null)
            if [ -n "$pid" ] && grep -q -F "$1/startup.conf" "/proc/$pid/cmdline" 2>/dev/null; then kill -KILL "$pid"; fi
            for pid in $(ip netns pids "$2" 2>/dev/null); do kill -KILL "$pid"; done
            ip -n "$2" link del eth0
            ip netns del "$2"
            rm -rf -- "$1"
            rm -f -- "/dev/shm/$3-global_vm" "/dev/shm/$3-vpe-api"
            """;

    private final Process process;

    private Guard(Process process) {
        this.process = process;
    }

    static Guard start(Path directory, String namespace, String sharedMemoryPrefix) {
        try {
            return new Guard(
                    new ProcessBuilder("sh", "-c", SCRIPT, "guard", directory.toString(), namespace, sharedMemoryPrefix)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                log.warn("Taking down a private VPP takes longer than 20 seconds");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            // The guard goes on by itself.
            Thread.currentThread().interrupt();
        }
    }
}
