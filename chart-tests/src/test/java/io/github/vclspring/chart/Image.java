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

    static Dockerfile.Stage withLibrary(Path scratch, PrivateVpp vpp) {
        return new Dockerfile(
                        scratch,
                        jar().getParent(),
                        Map.of("libvppcom", libraries(vpp)),
                        Map.of(
                                "JAR", jar().getFileName().toString(),
                                "LIBRARY_DIRECTORY", "",
                                "VPP_RELEASE", release(vpp)))
                .build(Chart.root().resolve("container/Dockerfile"), "with-library");
    }

    /** The directory with the libraries of a VPP. */
    static Path libraries(PrivateVpp vpp) {
        return vpp.home().ldpLibrary().getParent();
    }

    static String release(PrivateVpp vpp) {
        return vpp.cli("show version").replaceFirst("(?s)^vpp v(\\d\\d\\.\\d\\d).*", "$1");
    }
}
