/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel has to let this process do: being root is not enough in a container that dropped capabilities. */
final class Privileges {

    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_SYS_ADMIN = 21;

    private Privileges() {}

    static void require() {
        long effective = effective();
        if (!has(effective, CAP_NET_ADMIN) || !has(effective, CAP_NET_RAW) || !has(effective, CAP_SYS_ADMIN)) {
            throw new VppMissingException(
                    "VPP and its wire need root, or CAP_NET_ADMIN, CAP_NET_RAW and CAP_SYS_ADMIN; this process is "
                            + System.getProperty("user.name"));
        }
    }

    private static boolean has(long capabilities, int capability) {
        return (capabilities >>> capability & 1) == 1;
    }

    private static long effective() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapEff:")) {
                    return Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16);
                }
            }
            return 0;
        } catch (IOException e) {
            throw new VppMissingException("the capabilities of this process cannot be read: " + e);
        }
    }
}
