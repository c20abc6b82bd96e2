/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that a private VPP puts into the machine. */
record Footprint(long pid, String namespace, Path directory) {

    static final String MARK = "footprint ";

    static Footprint of(PrivateVpp vpp) {
        return new Footprint(
                vpp.pid(),
                vpp.namespaceName(),
                vpp.appSocket().resolve("../../..").normalize());
    }

    static Footprint parse(String line) {
        String[] parts = line.substring(MARK.length()).split(" ", 3);
        return new Footprint(Long.parseLong(parts[0]), parts[1], Path.of(parts[2]));
    }

    @Override
    public String toString() {
        return MARK + pid + " " + namespace + " " + directory;
    }

    List<String> remains() {
        List<String> remains = new ArrayList<>();
        if (ProcessHandle.of(pid).isPresent()) {
            remains.add("process " + pid);
        }
        for (Path path : List.of(
                Path.of("/run/netns", namespace),
                Path.of("/sys/class/net", namespace),
                Path.of("/dev/shm", namespace + "-vpe-api"),
                directory)) {
            if (Files.exists(path)) {
                remains.add(path.toString());
            }
        }
        return remains;
    }
}
