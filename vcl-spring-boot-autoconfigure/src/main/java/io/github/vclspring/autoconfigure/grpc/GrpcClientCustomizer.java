/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.grpc;

import io.github.vclspring.autoconfigure.client.Verdict;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.grpc.client.autoconfigure.GrpcClientProperties;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.client.NettyGrpcChannelFactory;
import reactor.netty.resources.LoopResources;

/** Opens the connections of gRPC clients on the event loops, except those to unix domain sockets. */
final class GrpcClientCustomizer implements GrpcChannelBuilderCustomizer<NettyChannelBuilder> {

    private static final String UNIX = "unix:";

    private final LoopResources loops;
    private final ObjectProvider<GrpcClientProperties> properties;

    GrpcClientCustomizer(LoopResources loops, ObjectProvider<GrpcClientProperties> properties) {
        this.loops = loops;
        this.properties = properties;
    }

    @Override
    public void customize(String target, NettyChannelBuilder builder) {
        if (isUnix(target)) {
            return;
        }
        EventLoopGroup group = loops.onClient(true);
        builder.eventLoopGroup(group).channelFactory(() -> loops.onChannel(SocketChannel.class, group));
    }

    /** Returns whether the target is a unix domain socket. It may be the name of a channel in the properties. */
    private boolean isUnix(String target) {
        if (target.startsWith(UNIX)) {
            return true;
        }
        GrpcClientProperties present = properties.getIfAvailable();
        GrpcClientProperties.Channel channel =
                (present != null) ? present.getChannel().get(target) : null;
        return channel != null
                && channel.getTarget() != null
                && channel.getTarget().startsWith(UNIX);
    }

    Verdict verdict(ConfigurableListableBeanFactory beans) {
        if (beans.getBeanNamesForType(NettyGrpcChannelFactory.class, true, false).length > 0) {
            return Verdict.follows();
        }
        return beans.getBeanNamesForType(GrpcChannelFactory.class, true, false).length > 0
                ? Verdict.kernel(
                        "its channels are in-process or use their own copy of Netty. Use io.grpc:grpc-netty, and"
                                + " remove io.grpc:grpc-netty-shaded")
                : Verdict.unused("the application has no factory of gRPC channels on Netty");
    }
}
