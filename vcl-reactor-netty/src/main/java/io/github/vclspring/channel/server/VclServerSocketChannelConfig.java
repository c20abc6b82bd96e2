/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.server;

import io.github.vclspring.channel.option.VclChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ServerSocketChannelConfig;
import io.netty.util.NetUtil;
import java.util.Map;

/**
 * Options of a {@link VclServerSocketChannel}. {@link ChannelOption#SO_REUSEADDR}, {@link ChannelOption#SO_RCVBUF} and
 * {@link ChannelOption#SO_BACKLOG} are only stored, because VPP ignores them: its fifos are configured for the whole
 * application, and it has no backlog.
 */
public final class VclServerSocketChannelConfig extends VclChannelConfig<VclServerSocketChannelConfig>
        implements ServerSocketChannelConfig {

    private static final Map<ChannelOption<?>, Object> DEFAULTS = Map.of(
            ChannelOption.SO_BACKLOG, NetUtil.SOMAXCONN, ChannelOption.SO_RCVBUF, 0, ChannelOption.SO_REUSEADDR, false);

    private final VclServerSocketChannel vclChannel;

    VclServerSocketChannelConfig(VclServerSocketChannel channel) {
        super(channel, DEFAULTS);
        vclChannel = channel;
    }

    @Override
    protected void autoReadCleared() {
        vclChannel.autoReadCleared();
    }

    @Override
    public int getBacklog() {
        return require(ChannelOption.SO_BACKLOG);
    }

    @Override
    public VclServerSocketChannelConfig setBacklog(int backlog) {
        setOption(ChannelOption.SO_BACKLOG, backlog);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return require(ChannelOption.SO_RCVBUF);
    }

    @Override
    public VclServerSocketChannelConfig setReceiveBufferSize(int receiveBufferSize) {
        setOption(ChannelOption.SO_RCVBUF, receiveBufferSize);
        return this;
    }

    @Override
    public VclServerSocketChannelConfig setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        return this;
    }
}
