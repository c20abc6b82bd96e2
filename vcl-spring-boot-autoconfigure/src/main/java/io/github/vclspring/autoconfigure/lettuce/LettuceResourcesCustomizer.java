/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.lettuce;

import io.github.vclspring.autoconfigure.client.Verdict;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import reactor.netty.resources.LoopResources;

/** Sets the event loops of Lettuce, and the channel factory of its bootstraps. */
final class LettuceResourcesCustomizer implements ClientResourcesBuilderCustomizer {

    private static final Logger LOG = LoggerFactory.getLogger(VclLettuceAutoConfiguration.class);

    private static final String UNFIT =
            "this release of Lettuce creates channels of an unknown class. Remove vcl.client.lettuce.enabled";

    private final LoopResources loops;
    private final EventLoopGroup group;
    private final @Nullable BootstrapChannelFactory channelFactory;
    private final NettyCustomizer channels = new Channels();
    private volatile boolean applied;
    private volatile boolean unfit;

    // channelFactory is null if this Netty does not have the field
    LettuceResourcesCustomizer(LoopResources loops, @Nullable BootstrapChannelFactory channelFactory) {
        this.loops = loops;
        this.group = loops.onClient(true);
        this.channelFactory = channelFactory;
    }

    @Override
    public void customize(ClientResources.Builder builder) {
        if (channelFactory != null) {
            builder.eventLoopGroupProvider(new SharedEventLoops(group)).nettyCustomizer(channels);
            applied = true;
        }
    }

    Verdict verdict(ConfigurableListableBeanFactory beans) {
        if (channelFactory == null) {
            return Verdict.kernel("this release of Netty has no field Bootstrap.channelFactory that can be set. Remove"
                    + " vcl.client.lettuce.enabled");
        }
        if (unfit) {
            return Verdict.kernel(UNFIT);
        }
        for (String name : beans.getBeanNamesForType(ClientResources.class, true, false)) {
            if (applied
                    && beans.getSingleton(name) instanceof ClientResources resources
                    && resources.nettyCustomizer() != channels) {
                return Verdict.kernel("the bean '" + name + "' has your own NettyCustomizer. Remove it");
            }
        }
        return Verdict.ofBeans(beans, ClientResources.class, applied);
    }

    private final class Channels implements NettyCustomizer {

        @Override
        public void afterBootstrapInitialized(Bootstrap bootstrap) {
            BootstrapChannelFactory field = channelFactory;
            if (field == null || field.makesUnix(bootstrap)) {
                return;
            }
            if (field.makesTcp(bootstrap)) {
                field.set(bootstrap, () -> loops.onChannel(SocketChannel.class, group));
            } else if (!unfit) {
                unfit = true;
                LOG.warn("lettuce uses the kernel, not VCL: {}.", UNFIT);
            }
        }
    }
}
