/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.chart;

import io.github.vclspring.vpptest.PrivateVpp;
import java.nio.file.Path;
import java.util.Map;

/** The sample application's image, made by the Dockerfile. */
final class Image {

    private Image() {}

    static Path jar() {
        return Path.of(System.getProperty("sample.jar")).normalize();
    }

    static Dockerfile.Stage plain(Path scratch) {
        return new Dockerfile(
                        scratch,
                        jar().getParent(),
                        Map.of(),
                        Map.of("JAR", jar().getFileName().toString()))
                .build(Chart.root().resolve("container/Dockerfile"), "plain");
    }

    static Dockerfile.Stage withLibrary(Path scratch, Path libraries, String release) {
        return new Dockerfile(
                        scratch,
                        jar().getParent(),
                        Map.of("libvppcom", libraries),
                        Map.of("JAR", jar().getFileName().toString(), "LIBRARY_DIRECTORY", "", "VPP_RELEASE", release))
                .build(Chart.root().resolve("container/Dockerfile"), "with-library");
    }

    /** The directory with the libraries of a VPP. */
    static Path libraries(PrivateVpp vpp) {
        return vpp.home().ldpLibrary().getParent();
    }

    /** The version in the names of a VPP's libraries: 26.06 of v26.06-release, and 25.10.0 of v25.10.0-14~g0ab1cd2. */
    static String release(PrivateVpp vpp) {
        return vpp.cli("show version").replaceFirst("(?s)^vpp v(\\d+(?:\\.\\d+)+).*", "$1");
    }
}
