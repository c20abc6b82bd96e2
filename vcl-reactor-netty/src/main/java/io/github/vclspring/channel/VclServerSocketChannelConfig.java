/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.channel.option.VclChannelConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ServerSocketChannelConfig;
import io.netty.util.NetUtil;
import java.util.Map;

/**
 * Options of a {@link VclServerSocketChannel}. {@link ChannelOption#SO_REUSEADDR}, {@link ChannelOption#SO_RCVBUF} and
 * {@link ChannelOption#SO_BACKLOG} are kept and shown, but VPP ignores them: its fifos are configured for the whole
 * application, and it has no backlog.
 */
public final class VclServerSocketChannelConfig extends VclChannelConfig implements ServerSocketChannelConfig {

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
    public boolean isReuseAddress() {
        return require(ChannelOption.SO_REUSEADDR);
    }

    @Override
    public VclServerSocketChannelConfig setReuseAddress(boolean reuseAddress) {
        setOption(ChannelOption.SO_REUSEADDR, reuseAddress);
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

    @Override
    public VclServerSocketChannelConfig setConnectTimeoutMillis(int connectTimeoutMillis) {
        super.setConnectTimeoutMillis(connectTimeoutMillis);
        return this;
    }

    @Override
    @Deprecated
    public VclServerSocketChannelConfig setMaxMessagesPerRead(int maxMessagesPerRead) {
        super.setMaxMessagesPerRead(maxMessagesPerRead);
        return this;
    }

    @Override
    public VclServerSocketChannelConfig setWriteSpinCount(int writeSpinCount) {
        super.setWriteSpinCount(writeSpinCount);
        return this;
    }

    @Override
    public VclServerSocketChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public VclServerSocketChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public VclServerSocketChannelConfig setAutoRead(boolean autoRead) {
        super.setAutoRead(autoRead);
        return this;
    }

    @Override
    public VclServerSocketChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public VclServerSocketChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark writeBufferWaterMark) {
        super.setWriteBufferWaterMark(writeBufferWaterMark);
        return this;
    }

    @Override
    @Deprecated
    public VclServerSocketChannelConfig setWriteBufferHighWaterMark(int writeBufferHighWaterMark) {
        super.setWriteBufferHighWaterMark(writeBufferHighWaterMark);
        return this;
    }

    @Override
    @Deprecated
    public VclServerSocketChannelConfig setWriteBufferLowWaterMark(int writeBufferLowWaterMark) {
        super.setWriteBufferLowWaterMark(writeBufferLowWaterMark);
        return this;
    }
}
