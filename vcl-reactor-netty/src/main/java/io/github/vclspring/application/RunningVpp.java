/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import io.github.vclspring.vppcom.VppcomRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the release of the VPP behind an app socket in {@code /proc}, because no message between the library and VPP
 * carries it. This works on the host with VPP's privileges, but not in a pod.
 */
final class RunningVpp {

    private static final Path PROC = Path.of("/proc");
    private static final Pattern LIBRARY = Pattern.compile("/libvnet\\.so\\.(\\d\\d)\\.(\\d\\d)");

    private RunningVpp() {}

    /** Returns the release of the VPP that listens on the socket, if it can be determined. */
    static Optional<VppcomRelease> release(String appSocket) {
        try {
            Set<String> sockets = sockets(appSocket);
            if (sockets.isEmpty()) {
                return Optional.empty();
            }
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
                for (Path process : processes) {
                    if (isVpp(process) && holds(process, sockets)) {
                        return release(process);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // not visible to this user
        }
        return Optional.empty();
    }

    /** Returns the sockets of that name, as the links in a process's {@code fd} directory denote them. */
    private static Set<String> sockets(String name) throws IOException {
        Pattern listed = AppSocket.listed(name);
        try (Stream<String> lines = Files.lines(PROC.resolve("self/net/unix"))) {
            return lines.map(line -> line.trim().split("\\s+"))
                    .filter(fields ->
                            fields.length == 8 && listed.matcher(fields[7]).matches())
                    .map(fields -> "socket:[" + fields[6] + ']')
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isVpp(Path process) {
        try {
            return Files.readString(process.resolve("comm")).startsWith("vpp");
        } catch (IOException e) {
            return false; // ended in the meantime
        }
    }

    private static boolean holds(Path process, Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<VppcomRelease> release(Path process) throws IOException {
        try (Stream<String> maps = Files.lines(process.resolve("maps"))) {
            return maps.map(LIBRARY::matcher)
                    .filter(Matcher::find)
                    .map(match -> new VppcomRelease(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                    .findFirst();
        }
    }
}
