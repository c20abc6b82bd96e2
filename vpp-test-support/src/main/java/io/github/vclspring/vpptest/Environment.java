/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.nio.file.Path;
import java.util.Map;

/** What VPP's programs need in their environment. */
final class Environment {

    private Environment() {}

    static Map<String, String> of(VppHome home) {
        Path libraries = home.libraryPath();
        if (libraries == null) {
            return Map.of();
        }
        String inherited = System.getenv("LD_LIBRARY_PATH");
        return Map.of("LD_LIBRARY_PATH", inherited == null ? libraries.toString() : libraries + ":" + inherited);
    }
}
