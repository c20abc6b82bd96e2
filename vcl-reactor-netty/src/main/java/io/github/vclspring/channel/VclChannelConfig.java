/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.Internal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the configs of VCL's channels have in common: options of their own beside Netty's. */
@Internal
public abstract class VclChannelConfig extends DefaultChannelConfig {

    private final StoredOptions stored;

    protected VclChannelConfig(Channel channel, Map<ChannelOption<?>, Object> defaults) {
        super(channel);
        stored = new StoredOptions(defaults);
    }

    protected VclChannelConfig(
            Channel channel, RecvByteBufAllocator allocator, Map<ChannelOption<?>, Object> defaults) {
        super(channel, allocator);
        stored = new StoredOptions(defaults);
    }

    public final StoredOptions stored() {
        return stored;
    }

    /** Refuses a value by an exception. */
    <T> void check(ChannelOption<T> option, T value) {}

    /** A value is in force. */
    <T> void optionSet(ChannelOption<T> option, T value) {}

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(super.getOptions(), stored.options());
    }

    @Override
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        return isOwn(option) ? stored.get(option) : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (!isOwn(option)) {
            return super.setOption(option, value);
        }
        validate(option, value);
        check(option, value);
        stored.set(option, value);
        optionSet(option, value);
        return true;
    }

    public final boolean isOwn(ChannelOption<?> option) {
        // the superclass's constructor asks before there are any
        return stored != null && stored.has(option);
    }
}
