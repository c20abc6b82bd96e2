/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server program over the kernel. */
final class Service implements AutoCloseable {

    private static final Path POSTGRESQL = Path.of("/usr/lib/postgresql");
    private static final String POSTGRES = "postgres";

    private final Process process;
    private final Path directory;
    private final String host;
    private final int port;
    private final List<String> command;

    private Service(Process process, Path directory, String host, int port, List<String> command) {
        this.process = process;
        this.directory = directory;
        this.host = host;
        this.port = port;
        this.command = command;
    }

    /** Redis, which keeps nothing. */
    static Service redis(Path directory) throws IOException {
        int port = GatewayTests.closedPort();
        return start(
                directory,
                Place.kernel(),
                port,
                List.of(
                        "redis-server",
                        "--bind",
                        Place.kernel(),
                        "--port",
                        String.valueOf(port),
                        "--protected-mode",
                        "no",
                        "--save",
                        ""));
    }

    /** Debian's PostgreSQL, with a cluster of its own. */
    static Service postgresql(Path directory, String host) throws IOException, InterruptedException {
        int port = GatewayTests.closedPort();
        Path bin = newest().resolve("bin");
        List<String> user = user(directory);
        Path data = directory.resolve("data");
        Process initdb = new ProcessBuilder(command(
                        user,
                        bin.resolve("initdb").toString(),
                        "--no-sync",
                        "--auth=trust",
                        "--username=postgres",
                        "--pgdata=" + data))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("initdb.log").toFile())
                .start();
        if (!initdb.waitFor(120, TimeUnit.SECONDS) || initdb.exitValue() != 0) {
            throw new IOException(Files.readString(directory.resolve("initdb.log")));
        }
        Files.writeString(data.resolve("pg_hba.conf"), "host all all 0.0.0.0/0 trust\n");
        return start(
                directory,
                host,
                port,
                command(
                        user,
                        bin.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=" + host,
                        "-c",
                        "unix_socket_directories=" + directory,
                        "-c",
                        "fsync=off"));
    }

    private static Path newest() throws IOException {
        try (Stream<Path> releases = Files.list(POSTGRESQL)) {
            return releases.max(Comparator.comparing(Path::toString)).orElseThrow();
        }
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> user(Path directory) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        UserPrincipal owner =
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(POSTGRES);
        Files.setOwner(directory, owner);
        return List.of("runuser", "-u", POSTGRES, "--");
    }

    private static List<String> command(List<String> user, String... command) {
        List<String> all = new ArrayList<>(user);
        all.addAll(List.of(command));
        return all;
    }

    private static Service start(Path directory, String host, int port, List<String> command) throws IOException {
        Path log = directory.resolve("service.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Service service = new Service(process, directory, host, port, command);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isUp(host, port));
        } catch (RuntimeException e) {
            service.close();
            throw new IOException(Files.readString(log), e);
        }
        return service;
    }

    private static boolean isUp(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops it, and starts it again on the same port. Its connections break. */
    Service restarted() throws IOException {
        List<ProcessHandle> descendants = process.descendants().toList();
        close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> descendants.stream().noneMatch(ProcessHandle::isAlive));
        return start(directory, host, port, command);
    }

    int port() {
        return port;
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
