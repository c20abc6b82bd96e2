/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.vclspring.vpptest.PrivateVpp;
import io.github.vclspring.vpptest.Program;
import io.github.vclspring.vpptest.VppTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One WebClient on a real VPP, in one run: another application on the same VPP, a server of the kernel on VPP's wire, the
 * host's loopback, what was listed as the kernel's, and a unix domain socket.
 */
@VppTest
class OneWebClientOnVppIT {

    private static final int MANAGEMENT_PORT = 19088;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** Prints the type of service and the payload's length of each segment that VPP sends to the server. */
    private static final String SNIFFER = """
            import socket
            packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(0x0800))
            while True:
                packet = packets.recv(65535)[14:]
                header = (packet[0] & 15) * 4
                if packet[9] == 6 and int.from_bytes(packet[header + 2:header + 4], 'big') == 8000:
                    whole = int.from_bytes(packet[2:4], 'big')
                    print(packet[1], whole - header - (packet[header + 12] >> 4) * 4, flush=True)
            """;

    @TempDir
    private Path directory;

    @Test
    void reachesPeersOfVppTheHostAndAUnixDomainSocket(PrivateVpp vpp) throws Exception {
        Path site = Files.createDirectories(directory.resolve("site"));
        Files.writeString(site.resolve("answer"), "42");
        HttpServer host = hostServer("127.0.0.1");
        HttpServer host6 = hostServer("::1");
        try (SampleProcess sample = SampleProcess.start(vpp, directory, MANAGEMENT_PORT);
                Program wire = pythonServer(vpp, site, vpp.kernelAddress());
                Program wire6 = pythonServer(vpp, site, vpp.kernelAddress6())) {
            awaitServing(vpp, vpp.kernelAddress());
            awaitServing(vpp, "[" + vpp.kernelAddress6() + "]");
            String log = callAll(
                    vpp,
                    "http://" + vpp.vppAddress() + ":" + SampleProcess.PORT + "/api/greeting?name=VPP",
                    "http://" + vpp.kernelAddress() + ":8000/answer",
                    "http://[" + vpp.kernelAddress6() + "]:8000/answer",
                    "http://127.0.0.1:" + host.getAddress().getPort() + "/",
                    "http://localhost:" + host.getAddress().getPort() + "/",
                    "http://[::1]:" + host6.getAddress().getPort() + "/",
                    "/");
            System.out.println(
                    log.lines().filter(line -> line.startsWith("RESULT")).toList());
            assertThat(log.lines().filter(line -> line.startsWith("RESULT")).map(line -> line.split(" ", 4)))
                    .extracting(words -> words[2] + " " + words[3])
                    .satisfiesExactly(
                            otherApplication -> assertThat(otherApplication)
                                    .startsWith("VCL ")
                                    .contains("Hello, VPP!"),
                            overTheWire -> assertThat(overTheWire).isEqualTo("VCL 42"),
                            overTheWire6 -> assertThat(overTheWire6).isEqualTo("VCL 42"),
                            loopback -> assertThat(loopback).isEqualTo("KERNEL by the host"),
                            named -> assertThat(named).isEqualTo("KERNEL by the host"),
                            loopback6 -> assertThat(loopback6).isEqualTo("KERNEL by the host"),
                            unix -> assertThat(unix).isEqualTo("UNIX by its file"));
            assertThat(sample.crashed()).isFalse();
            assertThat(wire.isAlive() && wire6.isAlive()).isTrue();
        } finally {
            host.stop(0);
            host6.stop(0);
        }
    }

    /** What a listener in the namespace sees of the segments that carry a long request. */
    @Test
    void theLargestSegmentIsHeededAndTheCodePointIsNot(PrivateVpp vpp) throws Exception {
        Path site = Files.createDirectories(directory.resolve("site"));
        Files.writeString(site.resolve("answer"), "42");
        Path sniffer = Files.writeString(directory.resolve("sniffer.py"), SNIFFER);
        try (Program wire = pythonServer(vpp, site, vpp.kernelAddress());
                Program sniffing = vpp.namespace().start("python3", sniffer.toString())) {
            awaitServing(vpp, vpp.kernelAddress());
            String log = callAll(
                    vpp,
                    "http://" + vpp.kernelAddress() + ":8000/answer?" + "x".repeat(5000),
                    "--test.mss=600",
                    "--test.dscp=46");
            assertThat(log).contains(" VCL 42");
            List<String> segments = sniffing.stdout().lines().toList();
            System.out.println("Type of service and length of segments: " + segments);
            // TCP's timestamps take 12 of the 600
            assertThat(segments).contains("0 588").allSatisfy(segment -> {
                String[] words = segment.split(" ", -1);
                assertThat(Integer.parseInt(words[0])).isZero();
                assertThat(Integer.parseInt(words[1])).isLessThanOrEqualTo(588);
            });
            assertThat(wire.isAlive()).isTrue();
        }
    }

    private String callAll(PrivateVpp vpp, String... targets) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OneWebClient.class.getName(),
                "--vcl.mode=vpp",
                "--vcl.app-socket-api=" + vpp.appSocket(),
                "--vcl.app-name=one-web-client",
                "--vcl.worker.count=2",
                "--vcl.app-scope-local=true",
                "--vcl.rx-fifo-size=256KB",
                "--vcl.tx-fifo-size=256KB",
                "--"));
        for (String target : targets) {
            command.add(target.startsWith("--") ? command.indexOf("--") : command.size(), target);
        }
        Path log = directory.resolve("one-web-client.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> "ends: " + read(log))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = read(log);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer hostServer(String address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        byte[] answer = "by the host".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Program pythonServer(PrivateVpp vpp, Path site, String address) {
        return vpp.namespace()
                .start("python3", "-m", "http.server", "--bind", address, "--directory", site.toString(), "8000");
    }

    private static void awaitServing(PrivateVpp vpp, String address) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> vpp.namespace()
                        .run(Duration.ofSeconds(10), "curl", "-sg", "http://" + address + ":8000/answer")
                        .stdout()
                        .equals("42"));
    }
}
