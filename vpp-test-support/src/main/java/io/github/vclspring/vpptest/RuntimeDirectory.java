/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the directory with VPP's sockets, configuration and logs. */
final class RuntimeDirectory {

    /** The name of a socket ends at 108 bytes, of which the app namespace takes some. */
    private static final int LONGEST = 48;

    /** VCL's parser knows no other characters in the path of a socket. */
    private static final String PLAIN = "[A-Za-z0-9_/.-]+";

    private RuntimeDirectory() {}

    static Path create() {
        String usual = System.getProperty("java.io.tmpdir", "/tmp");
        Path parent = Path.of(usual.length() <= LONGEST && usual.matches(PLAIN) ? usual : "/tmp");
        try {
            Path directory = Files.createTempDirectory(parent.toRealPath(), "vpptest");
            // Open to look into: a program of another user, in VPP's group, has to reach the app socket.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectory(directory.resolve("run"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
