/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An installed VPP, and what else is needed to run it in a network namespace of its own.
 *
 * <p>The system property {@code vpp.home}, or else the environment variable {@code VPP_HOME}, names the directory with {@code vpp} in it, or that
 * directory's parent. Without either, {@code PATH} is searched.
 *
 * @param vpp the executable
 * @param vppctl its command line client
 * @param plugins the directory of its plugins
 * @param ldpLibrary {@code libvcl_ldpreload.so}, which puts VCL below a program's sockets
 * @param libraryPath where the loader has to look for VPP's libraries, or null where it knows by itself
 */
public record VppHome(
        Path vpp,
        Path vppctl,
        Path plugins,
        Path ldpLibrary,
        @Nullable Path libraryPath) {

    /**
     * Finds VPP.
     *
     * @return what was found
     * @throws VppMissingException where something is missing, naming it
     */
    public static VppHome find() {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            throw new VppMissingException("VPP runs on Linux only");
        }
        String home = System.getProperty("vpp.home", System.getenv("VPP_HOME"));
        Path vpp = home == null ? onPath("vpp", "set VPP_HOME to where it is") : below(Path.of(home));
        Path vppctl = vpp.resolveSibling("vppctl");
        require(Files.isExecutable(vppctl), "there is no vppctl beside " + vpp);
        List<Path> libraries = libraries(vpp);
        Path plugins = libraries.stream()
                .map(directory -> directory.resolve("vpp_plugins"))
                .filter(directory -> Files.exists(directory.resolve("af_packet_plugin.so")))
                .findFirst()
                .orElseThrow(() -> new VppMissingException("no vpp_plugins with af_packet_plugin.so in " + libraries));
        Path ldpLibrary = libraries.stream()
                .map(directory -> directory.resolve("libvcl_ldpreload.so"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new VppMissingException("no libvcl_ldpreload.so in " + libraries));
        onPath("ip", "it is part of iproute2");
        onPath("ethtool", "it switches off what af_packet cannot do");
        Privileges.require();
        return new VppHome(vpp, vppctl, plugins, ldpLibrary, home == null ? null : ldpLibrary.getParent());
    }

    /**
     * Tells why {@link #find()} fails.
     *
     * @return the reason, or nothing where it does not fail
     */
    public static Optional<String> whyMissing() {
        try {
            find();
            return Optional.empty();
        } catch (VppMissingException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private static Path below(Path home) {
        for (String candidate : List.of("bin/vpp", "vpp", "usr/bin/vpp")) {
            if (Programs.isProgram(home.resolve(candidate))) {
                return home.resolve(candidate).toAbsolutePath().normalize();
            }
        }
        throw new VppMissingException("there is no vpp in VPP_HOME, " + home);
    }

    private static Path onPath(String program, String hint) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String directory : (path + ":/usr/sbin:/sbin").split(File.pathSeparator, -1)) {
            if (!directory.isEmpty() && Programs.isProgram(Path.of(directory, program))) {
                return Path.of(directory, program).toAbsolutePath();
            }
        }
        throw new VppMissingException("there is no " + program + " on PATH: " + hint);
    }

    /** The directories where an installation prefix keeps libraries: Debian's, Red Hat's and the plain one. */
    private static List<Path> libraries(Path vpp) {
        List<Path> found = new ArrayList<>();
        try {
            Path prefix = vpp.toRealPath().resolve("../..").normalize();
            if (Files.isDirectory(prefix.resolve("lib"))) {
                try (DirectoryStream<Path> multiarch = Files.newDirectoryStream(prefix.resolve("lib"), "*-linux-gnu")) {
                    multiarch.forEach(found::add);
                }
            }
            found.add(prefix.resolve("lib64"));
            found.add(prefix.resolve("lib"));
            return found;
        } catch (IOException e) {
            throw new VppMissingException("the libraries of " + vpp + " cannot be listed: " + e);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new VppMissingException(otherwise);
        }
    }
}
