/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.channel.datagram.VclDatagramChannel;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.Vcl;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;
import reactor.netty.udp.UdpClient;
import reactor.netty.udp.UdpServer;

/** Reactor Netty's UDP over VCL, if it is asked for, and over whatever channels Reactor Netty makes by itself. */
class ReactorDatagramTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Set<Class<? extends Channel>> channels = ConcurrentHashMap.newKeySet();

    private final VclLoopResources loops = VclLoopResources.create(
            "datagrams", VclConfig.builder().appName("datagrams").workers(2).build(), Vcl.load(Vcl.LOOPBACK, null));

    @AfterEach
    void dispose() {
        loops.disposeLater(Duration.ZERO, TIMEOUT).block();
        await().untilAsserted(() -> assertThat(nioThreads()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void aServerAndAClientTalkOverWhatWasChosen(VclTransport transport) {
        VclLoopResources resources = loops.withDatagrams(transport);
        talk(UdpServer.create().runOn(resources), UdpClient.create().runOn(resources));
        if (transport == VclTransport.KERNEL) {
            assertThat(channels).containsExactly(EpollDatagramChannel.class);
        } else {
            assertThat(channels).contains(VclDatagramChannel.class);
        }
    }

    @Test
    void oneViewIsDisposedWithTheOther() {
        VclLoopResources view = loops.withDatagrams(VclTransport.VCL);
        loops.disposeLater(Duration.ZERO, TIMEOUT).block();
        assertThat(view.isDisposed()).isTrue();
    }

    @Test
    void aServerAndAClientOfAProtocolFamilyTalkOverTheKernelsNio() {
        talk(
                UdpServer.create().runOn(loops, SocketProtocolFamily.INET),
                UdpClient.create().runOn(loops, SocketProtocolFamily.INET));
        assertThat(channels).containsExactly(NioDatagramChannel.class);
    }

    @Test
    void aServerAndAClientThatPreferNothingNativeTalkOverTheKernelsNio() {
        talk(UdpServer.create().runOn(loops, false), UdpClient.create().runOn(loops, false));
        assertThat(channels).containsExactly(NioDatagramChannel.class);
    }

    @Test
    void manyDatagramsOfManyNioChannelsAreAnswered() {
        Connection server = serve(UdpServer.create().runOn(loops, false));
        List<Connection> clients = new ArrayList<>();
        List<Future<String>> last = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Connection client = dial(UdpClient.create().runOn(loops, false), server);
            clients.add(client);
            last.add(client.inbound()
                    .receive()
                    .asString()
                    // one after the other, because the kernel drops what is too much
                    .doOnNext(answer -> send(client, answer + '!'))
                    .take(50)
                    .last()
                    .toFuture());
            send(client, "hello");
        }
        assertThat(last)
                .allSatisfy(answer -> assertThat(answer).succeedsWithin(TIMEOUT).isEqualTo("hello" + "!".repeat(49)));
        clients.forEach(client -> client.disposeNow(TIMEOUT));
        server.disposeNow(TIMEOUT);
    }

    @Test
    void aPortIsFreeAgainWhenItsNioChannelIsClosed() {
        UdpServer template = UdpServer.create().runOn(loops, false);
        Connection first = serve(template);
        SocketAddress address = first.address();
        first.disposeNow(TIMEOUT);
        await().ignoreExceptions()
                .untilAsserted(() ->
                        template.bindAddress(() -> address).bindNow(TIMEOUT).disposeNow(TIMEOUT));
    }

    @Test
    void nioChannelsAreClosedWithTheLoopsAndTheirThreadsEnd() {
        Connection server = serve(UdpServer.create().runOn(loops, false));
        assertThat(nioThreads()).isNotEmpty();
        loops.disposeLater(Duration.ZERO, TIMEOUT).block();
        assertThat(server.isDisposed()).isTrue();
        await().untilAsserted(() -> assertThat(nioThreads()).isEmpty());
    }

    @Test
    void withoutNioChannelsThereIsNoThreadForThem() {
        talk(UdpServer.create().runOn(loops), UdpClient.create().runOn(loops));
        assertThat(nioThreads()).isEmpty();
    }

    @Test
    void nioDatagramsAreRefusedWhereDatagramsAreToGoOverVcl() {
        VclLoopResources overVcl = loops.withDatagrams(VclTransport.VCL);
        assertThatThrownBy(() -> UdpServer.create()
                        .runOn(overVcl, SocketProtocolFamily.INET)
                        .bindNow(TIMEOUT))
                .hasStackTraceContaining("Use runOn(LoopResources), without a family");
    }

    @Test
    void tcpWithoutNativeStaysOnVcl() {
        DisposableServer server = TcpServer.create()
                .runOn(loops, false)
                .host("127.0.0.1")
                .doOnConnection(accepted -> channels.add(accepted.channel().getClass()))
                .handle((in, out) -> out.send(in.receive().retain()))
                .bindNow(TIMEOUT);
        Connection client = TcpClient.newConnection()
                .runOn(loops, false)
                .remoteAddress(server::address)
                .doOnConnected(connected -> channels.add(connected.channel().getClass()))
                .connectNow(TIMEOUT);
        assertThat(ask(client, "hello")).isEqualTo("hello");
        assertThat(channels).containsExactly(VclSocketChannel.class);
        client.disposeNow(TIMEOUT);
        server.disposeNow(TIMEOUT);
    }

    @Test
    void nioTcpIsRefused() {
        Bootstrap bootstrap = new Bootstrap()
                .group(loops.onClient(false))
                .channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter());
        assertThat(bootstrap.register().awaitUninterruptibly().cause())
                .hasStackTraceContaining("Of NIO's channels only datagram channels");
    }

    private static List<String> nioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("datagrams-vcl-\\d+-nio.*"))
                .toList();
    }

    private void talk(UdpServer serverTemplate, UdpClient clientTemplate) {
        Connection server = serve(serverTemplate);
        Connection client = dial(clientTemplate, server);
        assertThat(ask(client, "hello")).isEqualTo("hello");
        client.disposeNow(TIMEOUT);
        server.disposeNow(TIMEOUT);
    }

    private static String ask(Connection client, String question) {
        send(client, question);
        return client.inbound().receive().asString().next().block(TIMEOUT);
    }

    private static void send(Connection client, String text) {
        client.outbound().sendString(Mono.just(text)).then().subscribe();
    }

    private Connection dial(UdpClient template, Connection server) {
        return template.remoteAddress(server::address)
                .doOnConnected(connected -> channels.add(connected.channel().getClass()))
                .connectNow(TIMEOUT);
    }

    private Connection serve(UdpServer template) {
        var home = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return template.bindAddress(() -> home)
                .doOnBound(bound -> channels.add(bound.channel().getClass()))
                .handle((in, out) -> out.sendObject(in.receiveObject()
                        .cast(DatagramPacket.class)
                        .map(packet -> new DatagramPacket(packet.content().retain(), packet.sender()))))
                .bindNow(TIMEOUT);
    }
}
