/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclConfig;
import io.github.vclspring.application.VclConfigException;
import io.github.vclspring.application.VclOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;
import reactor.netty.ReactorNetty;

/** Makes a {@link VclConfig} of the properties. */
final class VclConfigFactory {

    private static final int MAX_APP_NAME = 63;

    private final VclProperties properties;
    private final Environment environment;

    VclConfigFactory(VclProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    VclConfig create(Stream<VclConfigCustomizer> customizers) {
        VclConfig.Builder builder = VclConfig.builder()
                .workers(workers())
                .spin(properties.worker().spin())
                .stallThreshold(properties.worker().stallThreshold())
                .attachTimeout(properties.attach().timeout())
                .attachRetryInterval(properties.attach().retryInterval())
                .reattachInterval(properties.reattach().interval());
        String name = appName();
        if (name != null) {
            builder.appName(name);
        }
        if (properties.configFile() == null) {
            options().forEach((option, value) -> set(builder, option, value));
        } else {
            builder.configFile(properties.configFile());
            options().forEach(this::refuseBesideConfigFile);
        }
        customizers.forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    private int workers() {
        Integer count = properties.worker().count();
        if (count != null) {
            return count;
        }
        int cores = Math.max(Runtime.getRuntime().availableProcessors(), 4);
        return Integer.getInteger(
                ReactorNetty.IO_WORKER_COUNT, Math.min(cores, Math.toIntExact(VclOption.MAX_WORKERS.max())));
    }

    /** A name that was chosen for VPP is checked; one that was chosen for other ends is made to fit. */
    private @Nullable String appName() {
        if (StringUtils.hasText(properties.appName())) {
            return properties.appName();
        }
        String name = environment.getProperty("spring.application.name");
        if (!StringUtils.hasText(name)) {
            return null;
        }
        String valid = name.strip().replaceAll("[^!-~]+", "-");
        return valid.substring(0, Math.min(valid.length(), MAX_APP_NAME));
    }

    private Map<VclOption, Object> options() {
        Map<VclOption, @Nullable Object> all = new EnumMap<>(VclOption.class);
        for (VclOption option : VclOption.values()) {
            all.put(option, value(option));
        }
        if (all.get(VclOption.API_SOCKET_NAME) != null
                && VclProperties.DEFAULT_APP_SOCKET_API.equals(all.get(VclOption.APP_SOCKET_API))) {
            // VCL prefers the app socket, so that the binary API is only reached without one
            all.remove(VclOption.APP_SOCKET_API);
        }
        Map<VclOption, Object> set = new EnumMap<>(VclOption.class);
        all.forEach((option, value) -> {
            if (value != null) {
                set.put(option, value);
            }
        });
        return set;
    }

    private @Nullable Object value(VclOption option) {
        return switch (option) {
            case HEAPSIZE -> bytes(properties.heapsize());
            case MAX_WORKERS -> number(properties.maxWorkers());
            case APP_SOCKET_API -> text(properties.appSocketApi());
            case SEGMENT_SIZE -> bytes(properties.segmentSize());
            case ADD_SEGMENT_SIZE -> bytes(properties.addSegmentSize());
            case RX_FIFO_SIZE -> bytes(properties.rxFifoSize());
            case TX_FIFO_SIZE -> bytes(properties.txFifoSize());
            case PREALLOCATED_FIFO_PAIRS -> number(properties.preallocatedFifoPairs());
            case EVENT_QUEUE_SIZE -> number(properties.eventQueueSize());
            case APP_TIMEOUT -> properties.appTimeout();
            case SESSION_TIMEOUT -> properties.sessionTimeout();
            case APP_PROXY_TRANSPORT_TCP -> flag(properties.appProxyTransportTcp(), false);
            case APP_PROXY_TRANSPORT_UDP -> flag(properties.appProxyTransportUdp(), false);
            case APP_SCOPE_LOCAL -> flag(properties.appScopeLocal(), false);
            case APP_SCOPE_GLOBAL -> flag(properties.appScopeGlobal(), true);
            case USE_MQ_EVENTFD -> flag(properties.useMqEventfd(), true);
            case MULTI_THREAD_WORKERS -> flag(properties.multiThreadWorkers(), false);
            case TLS_ENGINE -> number(properties.tlsEngine());
            case HUGE_PAGE -> flag(properties.hugePage(), false);
            case APP_ORIGINAL_DST -> flag(properties.appOriginalDst(), false);
            case NAMESPACE_ID -> text(properties.namespaceId());
            case NAMESPACE_SECRET -> properties.namespaceSecret();
            case API_SOCKET_NAME -> text(properties.apiSocketName());
            case UID -> number(properties.uid());
            case GID -> number(properties.gid());
        };
    }

    private static @Nullable Long bytes(@Nullable DataSize size) {
        return (size != null) ? size.toBytes() : null;
    }

    private static @Nullable Long number(@Nullable Integer number) {
        return (number != null) ? number.longValue() : null;
    }

    private static @Nullable String text(@Nullable String text) {
        return StringUtils.hasText(text) ? text : null;
    }

    /** A flag as the builder has it already is left out. */
    private static @Nullable Boolean flag(boolean value, boolean builderDefault) {
        return (value != builderDefault) ? value : null;
    }

    private static void set(VclConfig.Builder builder, VclOption option, Object value) {
        if (value instanceof Long number) {
            builder.set(option, number);
        } else if (value instanceof Boolean flag) {
            builder.set(option, flag);
        } else if (value instanceof Duration time) {
            builder.set(option, time);
        } else {
            builder.set(option, value.toString());
        }
    }

    private void refuseBesideConfigFile(VclOption option, Object value) {
        if (!value.equals(VclProperties.DEFAULT_APP_SOCKET_API)) {
            throw new VclConfigException(
                    option.propertyName(),
                    option.isSecret() ? "******" : value,
                    "has no effect beside vcl.config-file",
                    "Move it into " + properties.configFile() + ", or leave vcl.config-file out.");
        }
    }
}
