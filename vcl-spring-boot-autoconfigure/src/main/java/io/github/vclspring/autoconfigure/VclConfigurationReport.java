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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** Every property with its effective value, and where that comes from. */
public final class VclConfigurationReport {

    private static final String PREFIX = "vcl";
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

    /** Where a value comes from. */
    public enum Origin {
        /** Nobody has set it. */
        DEFAULT,
        /** A property of Spring's environment. */
        PROPERTY,
        /** A variable that VCL reads itself, and prefers. */
        ENVIRONMENT,
        /** A {@link VclConfigCustomizer}, or a {@link VclConfig} or loops of the user's own. */
        BEAN,
        /** The existing {@code vcl.conf}, which is not read here. */
        CONFIG_FILE
    }

    /**
     * A property.
     *
     * @param name with its prefix
     * @param value the effective one, null if there is none; a secret is masked
     * @param origin where it comes from
     * @param source the place, such as a file and line, or a variable
     * @param defaultValue of the property, or else VCL's
     */
    public record Entry(
            String name,
            @Nullable Object value,
            Origin origin,
            @Nullable String source,
            @Nullable String defaultValue) {}

    /**
     * All properties, in the order of their declaration.
     *
     * @param application whose configuration is in force, that of loops of the user's own perhaps; the bean's if null
     */
    public List<Entry> entries(@Nullable VclApplication application) {
        VclConfig config = (application != null) ? application.config() : configured;
        VppcomLibrary library = (application != null) ? application.library() : null;
        VclConfigFactory plain = new VclConfigFactory(properties, environment);
        List<Entry> entries = new ArrayList<>();
        walk(
                PREFIX,
                properties,
                (name, component, value) -> entries.add(entry(name, component, value, config, plain, library)));
        return List.copyOf(entries);
    }

    /**
     * The text of the generated {@code vcl.conf} without its secrets.
     *
     * @param application whose configuration is in force; the bean's if null
     */
    public String vclConf(@Nullable VclApplication application) {
        return mask((application != null ? application.config() : configured).render());
    }

    /** Hides the value of what is secret in the text of a {@code vcl.conf}. */
    public static String mask(String vclConf) {
        return vclConf.replaceAll("(?m)(\\b" + VclOption.NAMESPACE_SECRET.optionName() + "\\s+)\\S+", "$1" + MASK);
    }

    private Entry entry(
            String name,
            RecordComponent component,
            @Nullable Object bound,
            VclConfig config,
            VclConfigFactory plain,
            @Nullable VppcomLibrary library) {
        VclOption option = OPTIONS.get(name);
        Object value = (option != null) ? text(option, config.options().get(option)) : effective(name, bound, config);
        Object fromProperties = (option != null) ? ofProperties(option, plain) : ofProperties(name, bound, plain);
        String defaultValue = defaultValue(component, option);
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

    private static @Nullable Object text(VclOption option, @Nullable Object set) {
        if (set == null) {
            return option.defaultValue().orElse(null);
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
            case "vcl.config-file" -> shown(null, config.configFile().orElse(null));
            case "vcl.worker.count" -> config.workers();
            case "vcl.worker.spin" -> shown(null, config.spin());
            case "vcl.worker.stall-threshold" -> shown(null, config.stallThreshold());
            case "vcl.reattach.interval" -> shown(null, config.reattachInterval());
            case "vcl.attach.timeout" -> shown(null, config.attachTimeout());
            case "vcl.attach.retry-interval" -> shown(null, config.attachRetryInterval());
            default -> shown(null, bound);
        };
    }

    /** Not of a configuration built of the properties alone, which may be valid with its customizers only. */
    private static @Nullable Object ofProperties(VclOption option, VclConfigFactory plain) {
        try {
            return text(option, plain.value(option));
        } catch (VclConfigException e) {
            // a VclConfig of the user's own does without the properties
            return null;
        }
    }

    private static @Nullable Object ofProperties(String name, @Nullable Object bound, VclConfigFactory plain) {
        return switch (name) {
            case "vcl.app-name" ->
                Objects.requireNonNullElseGet(
                        plain.appName(), () -> VclConfig.builder().build().appName());
            case "vcl.worker.count" -> plain.workers();
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

    private static @Nullable String defaultValue(RecordComponent component, @Nullable VclOption option) {
        DefaultValue annotation = component.getAccessor().getAnnotation(DefaultValue.class);
        if (annotation == null) {
            annotation = component.getAnnotation(DefaultValue.class);
        }
        if (annotation != null) {
            return String.join(",", annotation.value());
        }
        return (option != null) ? option.defaultValue().orElse(null) : null;
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

    /** Hears of properties. */
    @FunctionalInterface
    private interface Visitor {
        void visit(String name, RecordComponent component, @Nullable Object value);
    }

    private static void walk(String prefix, Record owner, Visitor visitor) {
        for (RecordComponent component : owner.getClass().getRecordComponents()) {
            String name = prefix + '.' + DataObjectPropertyName.toDashedForm(component.getName());
            Object value = read(owner, component.getAccessor());
            if (value instanceof Record group) {
                walk(name, group, visitor);
            } else {
                visitor.visit(name, component, value);
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
