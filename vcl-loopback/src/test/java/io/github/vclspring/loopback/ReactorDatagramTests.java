/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.application.VclConfig;
import io.github.vclspring.channel.VclDatagramChannel;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.Vcl;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.udp.UdpClient;
import reactor.netty.udp.UdpServer;

/** Reactor Netty's UDP over VCL, if it is asked for. */
class ReactorDatagramTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Set<Class<? extends Channel>> channels = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @EnumSource(VclTransport.class)
    void aServerAndAClientTalkOverWhatWasChosen(VclTransport transport) {
        VclLoopResources loops = VclLoopResources.create(
                "datagrams", VclConfig.builder().appName("datagrams").workers(2).build(), Vcl.load(Vcl.LOOPBACK, null));
        VclLoopResources resources = loops.withDatagrams(transport);
        var home = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Connection server = UdpServer.create()
                .runOn(resources)
                .bindAddress(() -> home)
                .doOnBound(bound -> channels.add(bound.channel().getClass()))
                .handle((in, out) -> out.sendObject(in.receiveObject()
                        .cast(DatagramPacket.class)
                        .map(packet -> new DatagramPacket(packet.content().retain(), packet.sender()))))
                .bindNow(TIMEOUT);
        try {
            Connection client = UdpClient.create()
                    .runOn(resources)
                    .remoteAddress(server::address)
                    .doOnConnected(connected -> channels.add(connected.channel().getClass()))
                    .connectNow(TIMEOUT);
            client.outbound().sendString(Mono.just("hello")).then().block(TIMEOUT);
            assertThat(client.inbound().receive().asString().next().block(TIMEOUT))
                    .isEqualTo("hello");
            client.disposeNow(TIMEOUT);
            if (transport == VclTransport.KERNEL) {
                assertThat(channels).containsExactly(EpollDatagramChannel.class);
            } else {
                assertThat(channels).contains(VclDatagramChannel.class);
            }
        } finally {
            server.disposeNow(TIMEOUT);
            loops.disposeLater(Duration.ZERO, TIMEOUT).block();
            assertThat(resources.isDisposed()).isTrue();
        }
    }
}
