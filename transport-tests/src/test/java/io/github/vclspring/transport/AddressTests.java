/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.suite.SuiteNet;
import io.github.vclspring.vpptest.NamespaceTests;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where servers listen, and how they are reached. */
class AddressTests {

    /** A client that reaches VCL from where the test runs. */
    private static final Kind TO_VCL = SuiteNet.isVpp() ? Kind.KERNEL_TO_VCL : Kind.VCL_TO_VCL;

    @RegisterExtension
    final Net net = new Net();

    private static final int REBINDS = Integer.getInteger("rebinds", 50);

    private final Handlers.Sink sink = new Handlers.Sink();

    private Channel serve(InetSocketAddress address) {
        return net.serve(TO_VCL, Handlers.Echo::new, bootstrap -> bootstrap.localAddress(address));
    }

    private void assertServes(InetSocketAddress address) {
        Handlers.Sink own = new Handlers.Sink();
        Channel client = net.opened(
                net.client(TO_VCL, own).connect(address).syncUninterruptibly().channel());
        client.writeAndFlush(Unpooled.copiedBuffer(new byte[] {7}));
        await().until(() -> own.size == 1);
        assertThat(client.remoteAddress()).isEqualTo(address);
        client.close().syncUninterruptibly();
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** An address that somebody has looked up. */
    private static InetSocketAddress named(InetSocketAddress address) throws UnknownHostException {
        byte[] ip = address.getAddress().getAddress();
        return new InetSocketAddress(InetAddress.getByAddress("somebody.example", ip), address.getPort());
    }

    private static String host(SocketAddress address) {
        return ((InetSocketAddress) address).getHostString();
    }

    static Stream<Kind> kinds() {
        return Kind.here();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anAddressThatIsBoundHasNoHostName(Kind kind) throws UnknownHostException {
        InetSocketAddress serverHome = kind.serverHome();
        InetSocketAddress clientHome = kind.clientHome();
        InetSocketAddress wanted = named(serverHome);
        Channel server = net.serve(kind, () -> sink, bootstrap -> bootstrap.localAddress(wanted));
        assertThat(host(server.localAddress())).isEqualTo(host(serverHome));

        InetSocketAddress remote = named((InetSocketAddress) server.localAddress());
        Channel client = net.opened(net.client(kind, new Handlers.Sink())
                .connect(remote, named(clientHome))
                .syncUninterruptibly()
                .channel());
        await().until(() -> sink.channel != null);
        assertThat(host(client.localAddress())).isEqualTo(host(clientHome));
        assertThat(sink.channel.localAddress()).isEqualTo(server.localAddress());
        assertThat(host(sink.channel.localAddress())).isEqualTo(host(serverHome));
        assertThat(host(sink.channel.remoteAddress())).isEqualTo(host(clientHome));
        // what a client was asked to connect to is kept as it is
        assertThat(host(client.remoteAddress())).isEqualTo(host(remote));

        assertThat(host(bound(kind, named(clientHome)).localAddress())).isEqualTo(host(clientHome));
    }

    static Stream<Kind> kindsOfVclClients() {
        return Kind.here().filter(Kind::vclConnects);
    }

    /** VPP lets connections to different peers share a local address, so it cannot refuse one before it has a peer. */
    @ParameterizedTest
    @MethodSource("kindsOfVclClients")
    void aLocalAddressThatIsInUseIsABindExceptionOfTheConnect(Kind kind) {
        Channel server = net.serve(kind, Handlers.Echo::new);
        Channel other = net.serve(kind, Handlers.Echo::new);
        SocketAddress taken = bound(kind, kind.clientHome())
                .connect(server.localAddress())
                .syncUninterruptibly()
                .channel()
                .localAddress();
        Channel second = bound(kind, taken);
        assertThat(second.localAddress()).isEqualTo(taken);
        assertThat(second.connect(server.localAddress()).awaitUninterruptibly().cause())
                .isInstanceOf(BindException.class)
                .hasMessageContaining("in use");
        assertThat(second.closeFuture().awaitUninterruptibly(10_000)).isTrue();
        Channel third = bound(kind, taken);
        third.connect(other.localAddress()).syncUninterruptibly();
        assertThat(third.localAddress()).isEqualTo(taken);
    }

    @ParameterizedTest
    @MethodSource("kindsOfVclClients")
    void aClientThatBindsPortZeroGetsItsPortWhenItConnects(Kind kind) {
        Channel client = bound(kind, kind.clientHome());
        assertThat(client.localAddress()).isEqualTo(kind.clientHome());
        client.connect(net.serve(kind, Handlers.Echo::new).localAddress()).syncUninterruptibly();
        assertThat(port(client)).isPositive();
        assertThat(host(client.localAddress())).isEqualTo(host(kind.clientHome()));
    }

    private Channel bound(Kind kind, SocketAddress local) {
        Channel client = net.opened(net.client(kind, new Handlers.Sink())
                .register()
                .syncUninterruptibly()
                .channel());
        client.bind(local).syncUninterruptibly();
        return client;
    }

    @Test
    void aSpecificAddressWithPortZeroGetsAPort() {
        Channel server = serve(SuiteNet.vclAddress());
        assertThat(port(server)).isPositive();
        assertServes((InetSocketAddress) server.localAddress());
    }

    @Test
    void theWildcardIsReachedByAnyAddress() {
        Channel server = serve(new InetSocketAddress("0.0.0.0", 0));
        assertServes(new InetSocketAddress(SuiteNet.vclAddress().getAddress(), port(server)));
    }

    @Test
    void ipv6IsServedAtASpecificAddressAndAtTheWildcard() throws IOException {
        InetAddress home = ip6();
        Channel specific = serve(new InetSocketAddress(home, 0));
        assertServes(new InetSocketAddress(home, port(specific)));
        Channel wildcard = serve(new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 0));
        assertServes(new InetSocketAddress(home, port(wildcard)));
    }

    @Test
    void anAddressIsServedAgainAndAgainWhileClientsConnect() throws Exception {
        Channel first = serve(chosenAddress());
        InetSocketAddress address = (InetSocketAddress) first.localAddress();
        first.close().syncUninterruptibly();
        AtomicBoolean stop = new AtomicBoolean();
        Thread clients = new Thread(() -> connectUntil(stop, address), "clients");
        clients.start();
        try {
            for (int i = 0; i < REBINDS; i++) {
                Channel server = serve(address);
                // another one on the same loops: its listens and accepts come across what the first one has left
                Channel other = serve(SuiteNet.vclAddress());
                server.close().syncUninterruptibly();
                other.close().syncUninterruptibly();
            }
        } finally {
            stop.set(true);
            clients.join();
        }
        serve(address);
        assertServes(address);
    }

    /** On the loopback not of the ports that the kernel gives to clients: one that gets its server's own talks to itself. */
    private static InetSocketAddress chosenAddress() {
        InetSocketAddress any = SuiteNet.vclAddress();
        return SuiteNet.isVpp()
                ? any
                : new InetSocketAddress(
                        any.getAddress(), ThreadLocalRandom.current().nextInt(20_000, 30_000));
    }

    private static void connectUntil(AtomicBoolean stop, InetSocketAddress address) {
        while (!stop.get()) {
            try (Socket socket = new Socket()) {
                socket.connect(address, 100);
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void severalServersServeInOneProcess() {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Channel server = serve(SuiteNet.vclAddress());
            assertThat(ports.add(port(server))).isTrue();
        }
        ports.forEach(
                port -> assertServes(new InetSocketAddress(SuiteNet.vclAddress().getAddress(), port)));
    }

    @Test
    void oneServerAfterTheOtherListensOnTheSamePort() {
        Channel first = serve(SuiteNet.vclAddress());
        InetSocketAddress address = (InetSocketAddress) first.localAddress();
        assertServes(address);
        first.close().syncUninterruptibly();
        await().until(() -> Loopback.sum(stats -> stats.listeners) == 0);
        serve(address);
        assertServes(address);
    }

    @Test
    void theKernelAndVclListenOnTheSamePort() {
        Channel vcl = serve(SuiteNet.vclAddress());
        // on the loopback both are the kernel's: another of its addresses
        String kernels = SuiteNet.isVpp() ? SuiteNet.kernelAddress().getHostString() : "127.0.0.2";
        Channel kernel = net.serve(
                Kind.VCL_TO_KERNEL,
                () -> sink,
                bootstrap -> bootstrap.localAddress(new InetSocketAddress(kernels, port(vcl))));
        assertServes((InetSocketAddress) vcl.localAddress());
        Channel client = net.connect(net.client(Kind.VCL_TO_KERNEL, new Handlers.Sink()), kernel);
        client.writeAndFlush(Unpooled.copiedBuffer(new byte[3]));
        await().until(() -> sink.size == 3);
    }

    private static InetAddress ip6() throws IOException {
        if (SuiteNet.isVpp()) {
            return InetAddress.getByName(System.getProperty(NamespaceTests.VPP_ADDRESS_6));
        }
        // the JDK would not say, because these tests run with IPv4 only
        Path addresses = Path.of("/proc/net/if_inet6");
        String loopback = "0".repeat(31) + "1";
        assumeThat(Files.exists(addresses) && Files.readString(addresses).contains(loopback))
                .as("the host has ::1")
                .isTrue();
        byte[] ip = new byte[16];
        ip[15] = 1;
        return InetAddress.getByAddress(ip);
    }
}
