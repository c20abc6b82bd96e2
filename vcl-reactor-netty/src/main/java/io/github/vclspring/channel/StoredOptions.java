/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.Internal;
import io.netty.channel.ChannelOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A channel's options of its own, over defaults that all channels of a kind share: a connection whose options are the
 * usual ones costs a reference. Read by any thread; written rarely, and copied then.
 */
@Internal
public final class StoredOptions {

    private final Map<ChannelOption<?>, Object> defaults;
    private volatile Map<ChannelOption<?>, Object> overrides = Map.of();

    StoredOptions(Map<ChannelOption<?>, Object> defaults) {
        this.defaults = defaults;
    }

    public boolean has(ChannelOption<?> option) {
        return defaults.containsKey(option);
    }

    /** Null if it is none of the kind's own. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(ChannelOption<T> option) {
        Object value = overrides.get(option);
        return (T) (value != null ? value : defaults.get(option));
    }

    /** One of the kind's own. */
    public <T> T require(ChannelOption<T> option) {
        T value = get(option);
        if (value == null) {
            throw new IllegalArgumentException("Unknown option " + option);
        }
        return value;
    }

    public synchronized void set(ChannelOption<?> option, Object value) {
        if (!value.equals(get(option))) {
            Map<ChannelOption<?>, Object> copy = new HashMap<>(overrides);
            copy.put(option, value);
            overrides = Map.copyOf(copy);
        }
    }

    /** What was set. */
    public Map<ChannelOption<?>, Object> overrides() {
        return overrides;
    }

    public ChannelOption<?>[] options() {
        Set<ChannelOption<?>> options = defaults.keySet();
        return options.toArray(ChannelOption<?>[]::new);
    }
}
