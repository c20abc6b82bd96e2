/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * Debian's PostgreSQL over the kernel, with a new cluster that is deleted at the end. It runs in processes of its own, whose CPU time is not counted as
 * the server's.
 */
public final class PostgresqlServer {

    static final String USER = "postgres";

    private static final Path RELEASES = Path.of("/usr/lib/postgresql");

    private final Path binaries;
    private final Path directory;
    private final List<String> user;

    private PostgresqlServer(Path binaries, Path directory, List<String> user) {
        this.binaries = binaries;
        this.directory = directory;
        this.user = user;
    }

    /** The directory of the newest release of the server, if there is one. */
    public static Optional<Path> binaries() {
        return binaries(RELEASES);
    }

    static Optional<Path> binaries(Path releases) {
        if (!Files.isDirectory(releases)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(releases)) {
            return found.filter(release -> release.getFileName().toString().matches("\\d+(\\.\\d+)?"))
                    .sorted(Comparator.comparingDouble(PostgresqlServer::number).reversed())
                    .map(release -> release.resolve("bin"))
                    // the package of the client has such a directory, too
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static double number(Path release) {
        return Double.parseDouble(release.getFileName().toString());
    }

    static Runnable start(Settings settings) {
        Path binaries =
                binaries().orElseThrow(() -> new IllegalStateException("There is no PostgreSQL server in " + RELEASES));
        try {
            Path directory = Files.createTempDirectory("benchmark-postgresql");
            PostgresqlServer server = new PostgresqlServer(binaries, directory, user(directory));
            server.listen(
                    settings.address().getAddress().getHostAddress(),
                    settings.address().getPort());
            return server::stop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> user(Path directory) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        Files.setOwner(
                directory,
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        return List.of("runuser", "-u", USER, "--");
    }

    private void listen(String host, int port) throws IOException {
        run(
                "initdb",
                "--no-sync",
                "--no-locale",
                "--encoding=UTF8",
                "--auth=trust",
                "--username=" + USER,
                "--pgdata=" + data());
        Files.writeString(data().resolve("pg_hba.conf"), "host all all 0.0.0.0/0 trust\n");
        String options = "-h %s -p %d -k %s -F".formatted(host, port, directory);
        run("pg_ctl", "-D", data().toString(), "-l", directory.resolve("log").toString(), "-o", options, "-w", "start");
    }

    private void stop() {
        try {
            run("pg_ctl", "-D", data().toString(), "-m", "fast", "-w", "stop");
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private void run(String tool, String... options) throws IOException {
        List<String> command = new ArrayList<>(user);
        command.add(binaries.resolve(tool).toString());
        command.addAll(List.of(options));
        Path output = directory.resolve(tool + ".out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + Files.readString(output));
        }
    }
}
