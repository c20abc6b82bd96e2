/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.grpc;

import io.github.vclspring.autoconfigure.client.Verdict;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import java.util.Locale;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.GrpcServerFactory;
import org.springframework.grpc.server.NettyGrpcServerFactory;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import org.springframework.util.StringUtils;
import reactor.netty.resources.LoopResources;

/** Runs the gRPC server on the event loops. Its builder requires both groups and the channel, or none of the three. */
final class GrpcServerCustomizer implements ServerBuilderCustomizer<NettyServerBuilder> {

    private static final String TRANSPORT = "spring.grpc.server.netty.transport";
    private static final String PATH = "spring.grpc.server.netty.domain-socket-path";

    private final LoopResources loops;
    private final boolean unix;

    GrpcServerCustomizer(LoopResources loops, boolean unix) {
        this.loops = loops;
        this.unix = unix;
    }

    /** Returns whether the server listens on a unix domain socket, for which it has its own channels. */
    static boolean isUnix(Environment environment) {
        String transport = environment.getProperty(TRANSPORT);
        return (transport != null)
                ? transport.toLowerCase(Locale.ROOT).contains("domain")
                : StringUtils.hasText(environment.getProperty(PATH));
    }

    @Override
    public void customize(NettyServerBuilder builder) {
        if (unix) {
            return;
        }
        EventLoopGroup accepting = loops.onServerSelect(true);
        // the server's, not the clients': a connection stays on the event loop that accepted it
        EventLoopGroup serving = loops.onServer(true);
        builder.bossEventLoopGroup(accepting)
                .workerEventLoopGroup(serving)
                .channelFactory(() -> loops.onChannel(ServerSocketChannel.class, accepting));
    }

    Verdict verdict(ConfigurableListableBeanFactory beans) {
        if (unix) {
            return Verdict.kernel("it listens on a unix domain socket, which only the kernel has. Remove " + PATH
                    + " to listen on a port");
        }
        if (beans.getBeanNamesForType(NettyGrpcServerFactory.class, true, false).length > 0) {
            return Verdict.follows();
        }
        return beans.getBeanNamesForType(GrpcServerFactory.class, true, false).length > 0
                ? Verdict.kernel("it is in-process or uses its own copy of Netty. Use io.grpc:grpc-netty, and remove"
                        + " io.grpc:grpc-netty-shaded")
                : Verdict.unused("the application has no gRPC server on Netty");
    }
}
