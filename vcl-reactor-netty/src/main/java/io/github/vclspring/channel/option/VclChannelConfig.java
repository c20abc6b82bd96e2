/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.option;

import io.github.vclspring.Internal;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Base of the VCL channel configs, which have options of their own besides Netty's. All channels of a kind share the
 * defaults, so that a connection with default options costs one reference. Options are read on any thread, rarely
 * written, and copied on write.
 *
 * @param <C> the type of the config, which its setters return
 */
@Internal
public abstract class VclChannelConfig<C extends ChannelConfig> extends DefaultChannelConfig {

    private final Map<ChannelOption<?>, Object> defaults;
    private volatile Map<ChannelOption<?>, Object> overrides = Map.of();

    protected VclChannelConfig(Channel channel, Map<ChannelOption<?>, Object> defaults) {
        super(channel);
        this.defaults = defaults;
    }

    protected VclChannelConfig(
            Channel channel, RecvByteBufAllocator allocator, Map<ChannelOption<?>, Object> defaults) {
        super(channel, allocator);
        this.defaults = defaults;
    }

    /** Throws an exception if a value is invalid. */
    protected <T> void check(ChannelOption<T> option, T value) {}

    /** Called after a value was set. */
    protected <T> void optionSet(ChannelOption<T> option, T value) {}

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        Set<ChannelOption<?>> own = defaults.keySet();
        return getOptions(super.getOptions(), own.toArray(ChannelOption<?>[]::new));
    }

    @Override
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        return isOwn(option) ? require(option) : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (!isOwn(option)) {
            return super.setOption(option, value);
        }
        validate(option, value);
        check(option, value);
        store(option, value);
        optionSet(option, value);
        return true;
    }

    private synchronized void store(ChannelOption<?> option, Object value) {
        if (!value.equals(require(option))) {
            Map<ChannelOption<?>, Object> copy = new HashMap<>(overrides);
            copy.put(option, value);
            overrides = Map.copyOf(copy);
        }
    }

    /** Returns whether an option is one of this config's own. */
    protected final boolean isOwn(ChannelOption<?> option) {
        // the superclass constructor calls this before the field is set
        return defaults != null && defaults.containsKey(option);
    }

    /** Returns the value of one of this config's own options. */
    @SuppressWarnings("unchecked")
    protected final <T> T require(ChannelOption<T> option) {
        Object value = overrides.get(option);
        if (value == null) {
            value = defaults.get(option);
        }
        if (value == null) {
            throw new IllegalArgumentException("Unknown option " + option);
        }
        return (T) value;
    }

    /** Returns the options that were changed. */
    protected final Map<ChannelOption<?>, Object> overrides() {
        return overrides;
    }

    @SuppressWarnings("unchecked")
    private C self() {
        return (C) this;
    }

    public final boolean isReuseAddress() {
        return require(ChannelOption.SO_REUSEADDR);
    }

    public final C setReuseAddress(boolean reuseAddress) {
        setOption(ChannelOption.SO_REUSEADDR, reuseAddress);
        return self();
    }

    @Override
    public final C setConnectTimeoutMillis(int connectTimeoutMillis) {
        super.setConnectTimeoutMillis(connectTimeoutMillis);
        return self();
    }

    @Override
    @Deprecated
    public final C setMaxMessagesPerRead(int maxMessagesPerRead) {
        super.setMaxMessagesPerRead(maxMessagesPerRead);
        return self();
    }

    @Override
    public final C setWriteSpinCount(int writeSpinCount) {
        super.setWriteSpinCount(writeSpinCount);
        return self();
    }

    @Override
    public final C setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return self();
    }

    @Override
    public final C setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return self();
    }

    @Override
    public final C setAutoRead(boolean autoRead) {
        super.setAutoRead(autoRead);
        return self();
    }

    @Override
    public final C setAutoClose(boolean autoClose) {
        super.setAutoClose(autoClose);
        return self();
    }

    @Override
    public final C setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return self();
    }

    @Override
    public final C setWriteBufferWaterMark(WriteBufferWaterMark writeBufferWaterMark) {
        super.setWriteBufferWaterMark(writeBufferWaterMark);
        return self();
    }

    @Override
    @Deprecated
    public final C setWriteBufferHighWaterMark(int writeBufferHighWaterMark) {
        super.setWriteBufferHighWaterMark(writeBufferHighWaterMark);
        return self();
    }

    @Override
    @Deprecated
    public final C setWriteBufferLowWaterMark(int writeBufferLowWaterMark) {
        super.setWriteBufferLowWaterMark(writeBufferLowWaterMark);
        return self();
    }
}
