/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import io.github.vclspring.vpptest.PrivateVpp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets a VPP run out of memory for segments, by the limit of its address space. */
final class VppMemory {

    private static final Pattern SIZE = Pattern.compile("VmSize:\\s+(\\d+) kB");

    private VppMemory() {}

    /** Leaves it that many bytes beyond what it has. */
    static void limit(PrivateVpp vpp, long bytes) throws IOException, InterruptedException {
        Matcher size = SIZE.matcher(Files.readString(Path.of("/proc", Long.toString(vpp.pid()), "status")));
        if (!size.find()) {
            throw new IllegalStateException("no VmSize");
        }
        set(vpp, (Long.parseLong(size.group(1)) << 10) + bytes + ":unlimited");
    }

    static void unlimit(PrivateVpp vpp) throws IOException, InterruptedException {
        set(vpp, "unlimited");
    }

    private static void set(PrivateVpp vpp, String limit) throws IOException, InterruptedException {
        int status = new ProcessBuilder("prlimit", "--pid", Long.toString(vpp.pid()), "--as=" + limit)
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("prlimit: " + status);
        }
    }
}
