/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclConfigException;
import io.github.vclspring.config.VclOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;
import reactor.netty.ReactorNetty;

/** Creates a {@link VclConfig} from the properties. */
final class VclConfigFactory {

    /** The environment variable by which VCL finds its file. */
    static final String CONFIG_VARIABLE = "VCL_CONFIG";

    private static final int MAX_APP_NAME = 63;

    private static final Pattern RELEASE = Pattern.compile("\\d\\d\\.\\d\\d(\\.\\d+)*");

    /** A flag that has its default value is not set. */
    private static final VclConfig DEFAULTS = VclConfig.builder().build();

    private final VclProperties properties;
    private final Environment environment;

    VclConfigFactory(VclProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    VclConfig create(Stream<VclConfigCustomizer> customizers) {
        expectedRelease(properties); // before the library is loaded, which is lazy
        Path file = properties.configFile();
        if (file != null) {
            refuseOptionsBeside(file);
        }
        VclConfig.Builder builder = (file != null) ? VclConfig.builder().configFile(file) : withOptions();
        builder.workers(workers())
                .spin(properties.worker().spin())
                .stallThreshold(properties.worker().stallThreshold())
                .attachTimeout(properties.attach().timeout())
                .attachRetryInterval(properties.attach().retryInterval())
                .reattachInterval(properties.reattach().interval());
        String name = appName();
        if (name != null) {
            builder.appName(name);
        }
        customizers.forEach(customizer -> customizer.customize(builder));
        VclConfig config = build(builder);
        return fileOfVariable()
                .filter(named -> !setsOptions(config))
                .map(named -> withFile(builder, named))
                .orElse(config);
    }

    private VclConfig build(VclConfig.Builder builder) {
        try {
            return builder.build();
        } catch (VclConfigException e) {
            throw nameItsProperty(e);
        }
    }

    private VclConfig.Builder withOptions() {
        VclConfig.Builder builder = VclConfig.builder();
        for (VclOption option : VclOption.values()) {
            set(builder, option, value(option));
        }
        return builder;
    }

    /** Returns whether a property or a customizer names a file or sets an option. */
    private boolean setsOptions(VclConfig config) {
        return config.configFile().isPresent()
                || Arrays.stream(VclOption.values()).anyMatch(option -> value(option) != null && isSet(option))
                || !config.options().equals(withOptions().build().options());
    }

    /** Returns the existing file that {@code VCL_CONFIG} names, which VCL would read by itself. */
    private Optional<Path> fileOfVariable() {
        return Optional.ofNullable(environment.getProperty(CONFIG_VARIABLE))
                .filter(StringUtils::hasText)
                .map(Path::of)
                .filter(Files::isRegularFile);
    }

    private static VclConfig withFile(VclConfig.Builder builder, Path file) {
        try {
            return builder.configFile(file).build();
        } catch (VclConfigException e) {
            throw new VclConfigException(
                    e.property(),
                    file + " (of the environment variable " + CONFIG_VARIABLE + ')',
                    e.rule(),
                    "Set " + CONFIG_VARIABLE + " to a readable vcl.conf that only its owner may change, or unset it to"
                            + " have one generated.");
        }
    }

    /** Returns whether a file is the one that {@code VCL_CONFIG} names. */
    boolean isOfVariable(Path file) {
        return fileOfVariable().filter(file::equals).isPresent();
    }

    int workers() {
        Integer count = properties.worker().count();
        if (count != null) {
            return count;
        }
        int cores = Math.max(Runtime.getRuntime().availableProcessors(), 4);
        return Integer.getInteger(
                ReactorNetty.IO_WORKER_COUNT, Math.min(cores, Math.toIntExact(VclOption.MAX_WORKERS.max())));
    }

    /** Returns the release that libvppcom must be of, or null if any will do. */
    static @Nullable String expectedRelease(VclProperties properties) {
        String release = text(properties.expectedRelease());
        if (release != null && !RELEASE.matcher(release).matches()) {
            throw new VclConfigException(
                    "expected-release",
                    release,
                    "must begin with the year and month of a release, such as 25.10",
                    "Write it as 'vppctl show version' does, without 'v' and suffix, and in quotes in YAML, which"
                            + " otherwise reads 25.10 as the number 25.1.");
        }
        return release;
    }

    /** Names Reactor Netty's system property if the rejected number of workers comes from it. */
    private VclConfigException nameItsProperty(VclConfigException refusal) {
        Integer ioWorkers = Integer.getInteger(ReactorNetty.IO_WORKER_COUNT);
        boolean isReactorNettys = refusal.property().equals("worker.count")
                && properties.worker().count() == null
                && refusal.value().equals(String.valueOf(ioWorkers));
        return !isReactorNettys
                ? refusal
                : new VclConfigException(
                        refusal.property(),
                        ioWorkers + " (of -D" + ReactorNetty.IO_WORKER_COUNT + ')',
                        refusal.rule(),
                        "Change that system property, or set vcl.worker.count, which overrides it. "
                                + refusal.remedy());
    }

    /** Returns {@code vcl.app-name} as it is, to be validated, or else {@code spring.application.name} made valid. */
    @Nullable
    String appName() {
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

    /** Returns null for the default if the binary API's socket is set, because VCL would prefer the app socket. */
    private @Nullable String appSocketApi() {
        String socket = text(properties.appSocketApi());
        boolean isDefault = VclProperties.DEFAULT_APP_SOCKET_API.equals(socket);
        return isDefault && text(properties.apiSocketName()) != null ? null : socket;
    }

    /** Returns an option's value from the properties, in the form of {@link VclConfig#options}. */
    @Nullable
    Object value(VclOption option) {
        return switch (option) {
            case HEAPSIZE -> bytes(properties.heapsize());
            case MAX_WORKERS -> number(properties.maxWorkers());
            case APP_SOCKET_API -> appSocketApi();
            case SEGMENT_SIZE -> bytes(properties.segmentSize());
            case ADD_SEGMENT_SIZE -> bytes(properties.addSegmentSize());
            case RX_FIFO_SIZE -> bytes(properties.rxFifoSize());
            case TX_FIFO_SIZE -> bytes(properties.txFifoSize());
            case PREALLOCATED_FIFO_PAIRS -> number(properties.preallocatedFifoPairs());
            case EVENT_QUEUE_SIZE -> number(properties.eventQueueSize());
            case APP_TIMEOUT -> seconds(option, properties.appTimeout());
            case SESSION_TIMEOUT -> seconds(option, properties.sessionTimeout());
            case APP_PROXY_TRANSPORT_TCP -> properties.appProxyTransportTcp();
            case APP_PROXY_TRANSPORT_UDP -> properties.appProxyTransportUdp();
            case APP_SCOPE_LOCAL -> properties.appScopeLocal();
            case APP_SCOPE_GLOBAL -> properties.appScopeGlobal();
            case USE_MQ_EVENTFD -> properties.useMqEventfd();
            case MULTI_THREAD_WORKERS -> properties.multiThreadWorkers();
            case TLS_ENGINE -> number(properties.tlsEngine());
            case HUGE_PAGE -> properties.hugePage();
            case APP_ORIGINAL_DST -> properties.appOriginalDst();
            case NAMESPACE_ID -> text(properties.namespaceId());
            case NAMESPACE_SECRET -> secret(option, text(properties.namespaceSecret()));
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

    /** Parses the secret, which neither the exception's message nor its cause may show. */
    private static @Nullable Long secret(VclOption option, @Nullable String secret) {
        try {
            return (secret != null) ? Long.parseUnsignedLong(secret.strip()) : null;
        } catch (NumberFormatException e) {
            throw new VclConfigException(
                    option.propertyName(),
                    "******",
                    "must be a whole number from 0 to 18446744073709551615",
                    "Compare with the secret of 'app ns add' in VPP's startup configuration.");
        }
    }

    private static @Nullable Long seconds(VclOption option, @Nullable Duration time) {
        if (time != null && time.toNanosPart() != 0) {
            throw new VclConfigException(
                    option.propertyName(), time, "must be whole seconds", "Round it up to the next second.");
        }
        return (time != null) ? time.toSeconds() : null;
    }

    private static void set(VclConfig.Builder builder, VclOption option, @Nullable Object value) {
        if (value instanceof Long number) {
            builder.set(option, number);
        } else if (value instanceof Boolean flag && flag != DEFAULTS.flag(option)) {
            builder.set(option, flag);
        } else if (value instanceof String text) {
            builder.set(option, text);
        }
    }

    private void refuseOptionsBeside(Path configFile) {
        for (VclOption option : VclOption.values()) {
            Object value = value(option);
            if (value != null && isSet(option)) {
                throw new VclConfigException(
                        option.propertyName(),
                        option.isSecret() ? "******" : value,
                        "has no effect beside vcl.config-file",
                        "Move it into " + configFile + ", or leave vcl.config-file out.");
            }
        }
    }

    /**
     * Returns whether a property is set, even to its default. A variable that VCL reads itself does not count: it takes
     * effect although it is also bound to the property.
     */
    private boolean isSet(VclOption option) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of("vcl." + option.propertyName());
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                return !(property.getOrigin() instanceof PropertySourceOrigin origin
                        && option.environmentVariable()
                                .filter(origin.getPropertyName()::equals)
                                .isPresent());
            }
        }
        return false;
    }
}
