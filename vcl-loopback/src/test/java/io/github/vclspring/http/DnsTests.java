/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.resources.VclLoopResources;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/** Names that Netty's own resolver looks up by the kernel's UDP, on the loops on which VCL serves. */
@Timeout(60)
class DnsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final Loops LOOPS = new Loops(2);

    @Test
    void theNameThatWasLookedUpDecides() {
        VclLoopResources loops = LOOPS.with(List.of("*.kernel.test"));
        EventLoopGroup group = loops.onServer(true);
        ConnectionProvider connections = ConnectionProvider.create("dns-tests", 10);
        Channel nameServer = nameServer(group);
        DnsAddressResolverGroup resolver = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelFactory(() -> loops.onChannel(DatagramChannel.class, group))
                .socketChannelFactory(() -> loops.onChannel(SocketChannel.class, group))
                .resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY)
                .nameServerProvider(
                        new SingletonDnsServerAddressStreamProvider((InetSocketAddress) nameServer.localAddress())));
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loops)
                .handle((request, response) -> response.sendString(Mono.just("served")))
                .bindNow(PATIENCE);
        try {
            AtomicReference<VclTransport> carrier = new AtomicReference<>();
            HttpClient client =
                    Loops.watched(HttpClient.create(connections).runOn(loops).resolver(resolver), carrier);
            assertThat(get(client, "http://a.kernel.test:" + server.port())).isEqualTo("served");
            assertThat(carrier).hasValue(VclTransport.KERNEL);
            assertThat(get(client, "http://a.vpp.test:" + server.port())).isEqualTo("served");
            assertThat(carrier).hasValue(VclTransport.VCL);
        } finally {
            connections.disposeLater().block(PATIENCE);
            server.disposeNow(PATIENCE);
            resolver.close();
            nameServer.close().syncUninterruptibly();
            loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
        }
    }

    private static String get(HttpClient client, String uri) {
        return client.get().uri(uri).responseContent().aggregate().asString().block(PATIENCE);
    }

    /** Every name is 127.0.0.1's. */
    private static Channel nameServer(EventLoopGroup group) {
        return new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    private static final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            InetSocketAddress from = query.recipient();
            InetSocketAddress to = query.sender();
            DatagramDnsResponse response = new DatagramDnsResponse(from, to, query.id());
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            response.addRecord(DnsSection.QUESTION, question);
            response.addRecord(
                    DnsSection.ANSWER,
                    new DefaultDnsRawRecord(
                            question.name(), DnsRecordType.A, 60, Unpooled.wrappedBuffer(new byte[] {127, 0, 0, 1})));
            context.writeAndFlush(response);
        }
    }
}
