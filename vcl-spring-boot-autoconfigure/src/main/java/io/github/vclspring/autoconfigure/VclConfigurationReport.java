/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclConfigException;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** Reports every property with its effective value and its origin. */
public final class VclConfigurationReport {

    private static final String PREFIX = "vcl";
    private static final String CONFIG_FILE = PREFIX + ".config-file";
    private static final String MASK = "******";

    private static final Map<String, VclOption> OPTIONS = Arrays.stream(VclOption.values())
            .collect(Collectors.toUnmodifiableMap(option -> PREFIX + '.' + option.propertyName(), option -> option));

    private final VclProperties properties;
    private final VclConfig configured;
    private final Environment environment;

    VclConfigurationReport(VclProperties properties, VclConfig config, Environment environment) {
        this.properties = properties;
        this.configured = config;
        this.environment = environment;
    }

    /** The origin of a value. */
    public enum Origin {
        /** Not set. */
        DEFAULT,
        /** A property of Spring's environment. */
        PROPERTY,
        /** An environment variable that VCL reads itself and prefers. */
        ENVIRONMENT,
        /** A {@link VclConfigCustomizer}, or a user-defined {@link VclConfig} or event loops. */
        BEAN,
        /** An existing {@code vcl.conf}, which is not read here. */
        CONFIG_FILE
    }

    /**
     * A property.
     *
     * @param name name with the prefix
     * @param value effective value, or null if there is none; a secret is masked
     * @param origin origin of the value
     * @param source location of the value, such as a file and line, or a variable
     * @param defaultValue value if the property is not set, or null if there is none
     */
    public record Entry(
            String name,
            @Nullable Object value,
            Origin origin,
            @Nullable String source,
            @Nullable Object defaultValue) {}

    /**
     * Returns all properties in the order of their declaration.
     *
     * @param application whose configuration is in force, possibly of user-defined loops; if null, the bean's is used
     */
    public List<Entry> entries(@Nullable VclApplication application) {
        VclConfig config = (application != null) ? application.config() : configured;
        VppcomLibrary library = (application != null) ? application.library() : null;
        Map<String, Object> fromProperties = values(properties, config);
        Map<String, Object> defaults = values(new Binder(List.of()).bindOrCreate(PREFIX, VclProperties.class), config);
        List<Entry> entries = new ArrayList<>();
        walk(
                PREFIX,
                properties,
                (name, bound) ->
                        entries.add(entry(name, bound, fromProperties.get(name), defaults.get(name), config, library)));
        return List.copyOf(entries);
    }

    /**
     * Returns the text of the generated {@code vcl.conf} with its secrets masked.
     *
     * @param application whose configuration is in force; if null, the bean's is used
     */
    public String vclConf(@Nullable VclApplication application) {
        return mask((application != null ? application.config() : configured).render());
    }

    /** Masks secret values in the text of a {@code vcl.conf}. */
    public static String mask(String vclConf) {
        return vclConf.replaceAll("(?m)(\\b" + VclOption.NAMESPACE_SECRET.optionName() + "\\s+)\\S+", "$1" + MASK);
    }

    /** Returns what the properties alone say, by name. */
    private Map<String, Object> values(VclProperties source, VclConfig config) {
        VclConfigFactory factory = new VclConfigFactory(source, environment);
        Map<String, Object> values = new HashMap<>();
        walk(PREFIX, source, (name, bound) -> {
            VclOption option = OPTIONS.get(name);
            Object value =
                    (option != null) ? ofProperties(option, factory, config) : ofProperties(name, bound, factory);
            if (value != null) {
                values.put(name, value);
            }
        });
        return values;
    }

    private Entry entry(
            String name,
            @Nullable Object bound,
            @Nullable Object fromProperties,
            @Nullable Object defaultValue,
            VclConfig config,
            @Nullable VppcomLibrary library) {
        VclOption option = OPTIONS.get(name);
        Object value =
                (option != null) ? text(option, config.options().get(option), config) : effective(name, bound, config);
        Optional<String> variable = variable(option, library);
        if (variable.isPresent() && option != null) {
            Object wins = option.kind() == VclOption.Kind.FLAG ? "true" : variable.get();
            return new Entry(
                    name,
                    shown(option, wins),
                    Origin.ENVIRONMENT,
                    option.environmentVariable().orElse(null),
                    defaultValue);
        }
        if (option != null && config.configFile().isPresent()) {
            return new Entry(
                    name, null, Origin.CONFIG_FILE, config.configFile().get().toString(), defaultValue);
        }
        if (name.equals(CONFIG_FILE) && bound == null && isFileOfVariable(config)) {
            return new Entry(name, value, Origin.ENVIRONMENT, VclConfigFactory.CONFIG_VARIABLE, defaultValue);
        }
        if (!Objects.equals(value, fromProperties)) {
            return new Entry(name, shown(option, value), Origin.BEAN, null, defaultValue);
        }
        ConfigurationProperty property = property(name);
        if (property != null) {
            return new Entry(
                    name, shown(option, value), Origin.PROPERTY, String.valueOf(property.getOrigin()), defaultValue);
        }
        return new Entry(name, shown(option, value), Origin.DEFAULT, null, defaultValue);
    }

    private static @Nullable Object text(VclOption option, @Nullable Object set, VclConfig config) {
        if (set == null) {
            return config.defaultValue(option).orElse(null);
        }
        return switch (option.kind()) {
            case BYTES -> DataSize.ofBytes((Long) set).toString();
            case MEMORY -> DataSize.ofBytes((Long) set).toMegabytes() + "M";
            default -> set.toString();
        };
    }

    private static @Nullable Object effective(String name, @Nullable Object bound, VclConfig config) {
        return switch (name) {
            case "vcl.app-name" -> config.appName();
            case CONFIG_FILE -> shown(null, config.configFile().orElse(null));
            case "vcl.worker.count" -> config.workers();
            case "vcl.worker.spin" -> shown(null, config.spin());
            case "vcl.worker.stall-threshold" -> shown(null, config.stallThreshold());
            case "vcl.reattach.interval" -> shown(null, config.reattachInterval());
            case "vcl.attach.timeout" -> shown(null, config.attachTimeout());
            case "vcl.attach.retry-interval" -> shown(null, config.attachRetryInterval());
            default -> shown(null, bound);
        };
    }

    /** Does not build a configuration from the properties, which may be valid only with its customizers. */
    private static @Nullable Object ofProperties(VclOption option, VclConfigFactory factory, VclConfig config) {
        try {
            return text(option, factory.value(option), config);
        } catch (VclConfigException e) {
            // a user-defined VclConfig does not need the properties
            return null;
        }
    }

    private static @Nullable Object ofProperties(String name, @Nullable Object bound, VclConfigFactory factory) {
        return switch (name) {
            case "vcl.app-name" ->
                Objects.requireNonNullElseGet(
                        factory.appName(), () -> VclConfig.builder().build().appName());
            case "vcl.worker.count" -> factory.workers();
            default -> shown(null, bound);
        };
    }

    private static @Nullable Object shown(@Nullable VclOption option, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (option != null && option.isSecret()) {
            return MASK;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Duration time) {
            return time.toNanosPart() % 1_000_000 == 0 ? time.toMillis() + "ms" : time.toNanos() + "ns";
        }
        return (value instanceof Boolean || value instanceof Number) ? value : value.toString();
    }

    private boolean isFileOfVariable(VclConfig config) {
        VclConfigFactory factory = new VclConfigFactory(properties, environment);
        return config.configFile().filter(factory::isOfVariable).isPresent();
    }

    private static Optional<String> variable(@Nullable VclOption option, @Nullable VppcomLibrary library) {
        if (option == null || library == null) {
            return Optional.empty();
        }
        return option.environmentVariable().map(library::getenv);
    }

    private @Nullable ConfigurationProperty property(String name) {
        ConfigurationPropertyName wanted = ConfigurationPropertyName.of(name);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(wanted);
            if (property != null) {
                return property;
            }
        }
        return null;
    }

    /** Receives each property. */
    @FunctionalInterface
    private interface Visitor {
        void visit(String name, @Nullable Object value);
    }

    private static void walk(String prefix, Record owner, Visitor visitor) {
        for (RecordComponent component : owner.getClass().getRecordComponents()) {
            String name = prefix + '.' + DataObjectPropertyName.toDashedForm(component.getName());
            Object value = read(owner, component.getAccessor());
            if (value instanceof Record group) {
                walk(name, group, visitor);
            } else {
                visitor.visit(name, value);
            }
        }
    }

    private static @Nullable Object read(Record owner, Method accessor) {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + accessor, e);
        }
    }
}
