/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.channel.VclConnection;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.resources.VclLoopResources;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** Remembers the channels that the event loops of an application make and accept, to ask each what carries it. */
final class Channels {

    private final List<Channel> made = new CopyOnWriteArrayList<>();
    private final List<Channel> accepted = new CopyOnWriteArrayList<>();

    /** What carries the connections that were established, in the order in which the application asked for them. */
    List<VclTransport> outbound() {
        return transports(made);
    }

    List<VclTransport> inbound() {
        return transports(accepted);
    }

    private static List<VclTransport> transports(List<Channel> channels) {
        return channels.stream()
                .map(channel -> channel.attr(VclConnection.KEY).get())
                .filter(Objects::nonNull)
                .map(VclConnection::transport)
                .toList();
    }

    void hasOnlyOutbound(VclTransport transport) {
        assertThat(outbound()).isNotEmpty().containsOnly(transport);
    }

    void hasNoOutbound() {
        assertThat(outbound()).isEmpty();
    }

    private LoopResources recording(LoopResources loops) {
        return new Recording(loops);
    }

    /** In an application. */
    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        static Channels channels() {
            return new Channels();
        }

        @Bean
        static BeanPostProcessor recordingLoops(Channels channels, ObjectProvider<VclLoopResources> loops) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessBeforeInitialization(Object bean, String name) {
                    if (name.equals("reactorResourceFactory")) {
                        ((ReactorResourceFactory) bean).setLoopResources(channels.recording(loops.getObject()));
                    }
                    return bean;
                }
            };
        }
    }

    private final class Recording implements LoopResources {

        private final LoopResources loops;

        Recording(LoopResources loops) {
            this.loops = loops;
        }

        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return loops.onServer(useNative);
        }

        @Override
        public EventLoopGroup onClient(boolean useNative) {
            return loops.onClient(useNative);
        }

        @Override
        public <CHANNEL extends Channel> CHANNEL onChannel(Class<CHANNEL> channelType, EventLoopGroup group) {
            CHANNEL channel = loops.onChannel(channelType, group);
            if (channelType.equals(ServerSocketChannel.class)) {
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        accepted.add((Channel) message);
                        context.fireChannelRead(message);
                    }
                });
            } else {
                made.add(channel);
            }
            return channel;
        }

        @Override
        public <CHANNEL extends Channel> Class<? extends CHANNEL> onChannelClass(
                Class<CHANNEL> channelType, EventLoopGroup group) {
            return loops.onChannelClass(channelType, group);
        }

        @Override
        public void dispose() {
            // the bean of the loops disposes of them
        }
    }
}
