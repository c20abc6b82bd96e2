/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A database over the kernel, with a store of its own below a directory of the caller's. */
public final class Database implements AutoCloseable {

    private static final Path POSTGRESQL = Path.of("/usr/lib/postgresql");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path directory;
    private final InetSocketAddress address;
    private final List<String> command;

    private Database(Process process, Path directory, InetSocketAddress address, List<String> command) {
        this.process = process;
        this.directory = directory;
        this.address = address;
        this.command = command;
    }

    /**
     * Starts Redis, which keeps nothing, on a free port.
     *
     * @param directory for its files
     * @param host the address that it listens on
     * @return the running database
     * @throws IOException if it does not start
     */
    public static Database redis(Path directory, String host) throws IOException {
        int port = freePort();
        return start(
                directory,
                new InetSocketAddress(host, port),
                List.of(
                        "redis-server",
                        "--bind",
                        host,
                        "--port",
                        String.valueOf(port),
                        "--protected-mode",
                        "no",
                        "--save",
                        ""));
    }

    /**
     * Starts Debian's PostgreSQL on a free port. Its user {@code postgres} needs no password.
     *
     * @param directory for its files
     * @param host the address that it listens on
     * @return the running database
     * @throws IOException if it does not start
     */
    public static Database postgresql(Path directory, String host) throws IOException {
        return postgresql(directory, new InetSocketAddress(host, freePort()));
    }

    /**
     * Starts Debian's PostgreSQL. Its user {@code postgres} needs no password.
     *
     * @param directory for its files
     * @param address what it listens on
     * @return the running database
     * @throws IOException if it does not start
     */
    public static Database postgresql(Path directory, InetSocketAddress address) throws IOException {
        Path binaries = postgresqlBinaries()
                .orElseThrow(() -> new IOException("There is no PostgreSQL server in " + POSTGRESQL));
        List<String> user = user(directory);
        Path data = directory.resolve("data");
        createCluster(command(
                user,
                binaries.resolve("initdb"),
                "--no-sync",
                "--no-locale",
                "--encoding=UTF8",
                "--auth=trust",
                "--username=postgres",
                "--pgdata=" + data));
        Files.writeString(data.resolve("pg_hba.conf"), "host all all 0.0.0.0/0 trust\n");
        return start(
                directory,
                address,
                command(
                        user,
                        binaries.resolve("postgres"),
                        "-D",
                        data.toString(),
                        "-h",
                        address.getHostString(),
                        "-p",
                        String.valueOf(address.getPort()),
                        "-k",
                        directory.toString(),
                        "-F"));
    }

    /**
     * Returns the directory of the newest PostgreSQL server, if there is one.
     *
     * @return the directory of its programs
     */
    public static Optional<Path> postgresqlBinaries() {
        return binaries(POSTGRESQL);
    }

    static Optional<Path> binaries(Path releases) {
        if (!Files.isDirectory(releases)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(releases)) {
            return found.filter(release -> release.getFileName().toString().matches("\\d+(\\.\\d+)?"))
                    .sorted(Comparator.comparingDouble(Database::number).reversed())
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> user(Path directory) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        Files.setOwner(
                directory,
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        return List.of("runuser", "-u", "postgres", "--");
    }

    private static List<String> command(List<String> user, Path program, String... options) {
        List<String> command = new ArrayList<>(user);
        command.add(program.toString());
        command.addAll(List.of(options));
        return command;
    }

    private static void createCluster(List<String> command) throws IOException {
        Path log = Files.createTempFile("initdb", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = process.onExit().join().exitValue();
        String output = Files.readString(log);
        Files.delete(log);
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + output);
        }
    }

    private static Database start(Path directory, InetSocketAddress address, List<String> command) throws IOException {
        Path log = directory.resolve("database.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Database database = new Database(process, directory, address, command);
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> listens(address));
        } catch (ConditionTimeoutException e) {
            database.close();
            throw new IOException(Files.readString(log), e);
        }
        return database;
    }

    private static boolean listens(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Stops it, and starts it again on the same port. Its connections break.
     *
     * @return the running database
     * @throws IOException if it does not start
     */
    public Database restarted() throws IOException {
        List<ProcessHandle> descendants = process.descendants().toList();
        close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> descendants.stream().noneMatch(ProcessHandle::isAlive));
        return start(directory, address, command);
    }

    /**
     * Returns the port that it listens on.
     *
     * @return the port
     */
    public int port() {
        return address.getPort();
    }

    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        descendants.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
