/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the process's VCL application. Immutable and validated: {@link Builder#build} rejects values that
 * VCL would misread, ignore or crash on.
 */
public final class VclConfig {

    private static final Long SESSION_TIMEOUT_SECONDS = 10L;

    private final Map<VclOption, Object> options;
    private final String appName;
    private final int workers;
    private final Duration spin;
    private final Duration reattachInterval;
    private final Duration attachTimeout;
    private final Duration attachRetryInterval;
    private final Duration stallThreshold;
    private final @Nullable Path configFile;

    private VclConfig(Builder builder) {
        options = Collections.unmodifiableMap(new EnumMap<>(builder.options));
        appName = builder.appName;
        workers = builder.workers;
        spin = builder.spin;
        reattachInterval = builder.reattachInterval;
        attachTimeout = builder.attachTimeout;
        attachRetryInterval = builder.attachRetryInterval;
        stallThreshold = builder.stallThreshold;
        configFile = builder.configFile;
    }

    /**
     * Returns a builder with VCL's defaults, except that {@code use-mq-eventfd} and {@code app-scope-global} are on,
     * and {@code session-timeout} is 10 s, because an event loop does nothing else while it waits for VPP.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The options that are set, in the parser's order; values are {@code Long}, {@code Boolean} or {@code String}. */
    public Map<VclOption, Object> options() {
        return options;
    }

    /** A numeric option in the unit of its {@linkplain VclOption#kind kind}, or its default. */
    public long number(VclOption option) {
        return (Long) options.getOrDefault(
                option, VclOptionRules.parse(option, defaultValue(option).orElse("0")));
    }

    /**
     * Returns the value of an option that is not set, in the parser's notation. {@code max-workers} follows from the
     * number of workers, unless VCL reads an existing file.
     */
    public Optional<String> defaultValue(VclOption option) {
        if (option == VclOption.MAX_WORKERS && configFile == null) {
            return Optional.of(String.valueOf(Math.max(VclOptionRules.defaultNumber(option), workers)));
        }
        return option.defaultValue();
    }

    /** Returns whether a flag is on. */
    public boolean flag(VclOption option) {
        return Boolean.TRUE.equals(options.get(option));
    }

    /** A path or text, if it is set. */
    public Optional<String> text(VclOption option) {
        return Optional.ofNullable((String) options.get(option));
    }

    /** The name that {@code vppctl show app} shows. */
    public String appName() {
        return appName;
    }

    /** Number of event loops, each a VCL worker. */
    public int workers() {
        return workers;
    }

    /** Returns how long a loop polls without sleeping after the last event. */
    public Duration spin() {
        return spin;
    }

    /** Returns the interval at which a detached worker tries to re-attach. */
    public Duration reattachInterval() {
        return reattachInterval;
    }

    /** Returns how long startup waits for VPP. */
    public Duration attachTimeout() {
        return attachTimeout;
    }

    /** Returns the time between two attempts to attach at startup. */
    public Duration attachRetryInterval() {
        return attachRetryInterval;
    }

    /**
     * Returns how long an iteration or task may take before its event loop is reported as stalled; zero means never.
     */
    public Duration stallThreshold() {
        return stallThreshold;
    }

    /** An existing {@code vcl.conf} that is used instead of a generated one. */
    public Optional<Path> configFile() {
        return Optional.ofNullable(configFile);
    }

    /** Returns the text of {@code vcl.conf}, including secrets. */
    public String render() {
        return VclConfFile.render(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VclConfig that
                && options.equals(that.options)
                && appName.equals(that.appName)
                && workers == that.workers
                && times().equals(that.times())
                && Objects.equals(configFile, that.configFile);
    }

    @Override
    public int hashCode() {
        return Objects.hash(options, appName, workers, times(), configFile);
    }

    private List<Duration> times() {
        return List.of(spin, reattachInterval, attachTimeout, attachRetryInterval, stallThreshold);
    }

    /** All settings, secrets masked. */
    @Override
    public String toString() {
        Map<VclOption, Object> shown = new EnumMap<>(VclOption.class);
        options.forEach((option, value) -> shown.put(option, option.isSecret() ? "******" : value));
        return ("VclConfig[appName=%s, workers=%d, spin=%s, reattachInterval=%s, attachTimeout=%s,"
                        + " attachRetryInterval=%s, stallThreshold=%s, configFile=%s, options=%s]")
                .formatted(
                        appName,
                        workers,
                        spin,
                        reattachInterval,
                        attachTimeout,
                        attachRetryInterval,
                        stallThreshold,
                        configFile,
                        shown);
    }

    /** Collects settings; {@link #build} checks them. */
    public static final class Builder {

        private final EnumMap<VclOption, Object> options = new EnumMap<>(VclOption.class);
        private String appName = "vcl-app";
        private int workers = (int) Math.min(
                VclOption.MAX_WORKERS.max(), Math.max(4, Runtime.getRuntime().availableProcessors()));
        private Duration spin = Duration.ZERO;
        private Duration reattachInterval = Duration.ofMillis(200);
        private Duration attachTimeout = Duration.ZERO;
        private Duration attachRetryInterval = Duration.ofMillis(500);
        private Duration stallThreshold = Duration.ofSeconds(10);
        private @Nullable Path configFile;

        private Builder() {
            options.put(VclOption.USE_MQ_EVENTFD, true);
            options.put(VclOption.APP_SCOPE_GLOBAL, true);
            options.put(VclOption.SESSION_TIMEOUT, SESSION_TIMEOUT_SECONDS);
        }

        /** Sets a number, a size in bytes, or a time in seconds. */
        public Builder set(VclOption option, long value) {
            options.put(option, value);
            return this;
        }

        /** Sets a flag. */
        public Builder set(VclOption option, boolean value) {
            options.put(option, value);
            return this;
        }

        /** Sets a path or text. */
        public Builder set(VclOption option, String value) {
            options.put(option, value);
            return this;
        }

        /** Sets a time; VCL counts in whole seconds. */
        public Builder set(VclOption option, Duration value) {
            if (value.toNanosPart() != 0) {
                throw new VclConfigException(
                        option.propertyName(), value, "must be whole seconds", "Round it up to the next second.");
            }
            return set(option, value.toSeconds());
        }

        /** Sets the application name: 1 to 63 printable ASCII characters, without spaces. */
        public Builder appName(String name) {
            this.appName = name;
            return this;
        }

        /** Sets the number of event loops, 1 to 127. */
        public Builder workers(int count) {
            this.workers = count;
            return this;
        }

        /**
         * Sets how long a loop polls without sleeping after the last event. Zero, the default, sleeps at once. A loop
         * that spins keeps one core busy.
         */
        public Builder spin(Duration time) {
            this.spin = time;
            return this;
        }

        /** Sets the interval at which a detached worker tries to re-attach, 10 ms to 60 s; the default is 200 ms. */
        public Builder reattachInterval(Duration interval) {
            this.reattachInterval = interval;
            return this;
        }

        /** Sets how long startup waits for VPP, up to a day. Zero, the default, tries once. */
        public Builder attachTimeout(Duration timeout) {
            this.attachTimeout = timeout;
            return this;
        }

        /** Sets the time between two attempts to attach at startup, 10 ms to 60 s; the default is 500 ms. */
        public Builder attachRetryInterval(Duration interval) {
            this.attachRetryInterval = interval;
            return this;
        }

        /**
         * Sets how long an iteration or task may take, 100 ms to an hour, before its event loop is reported as stalled.
         * Zero means never; the default is 10 s. The call in which VCL notices that VPP stopped takes 1 s.
         */
        public Builder stallThreshold(Duration threshold) {
            this.stallThreshold = threshold;
            return this;
        }

        /** Uses an existing file. VCL then reads its options from this file only. */
        public Builder configFile(Path file) {
            this.configFile = file;
            return this;
        }

        /**
         * Validates the settings and builds the configuration.
         *
         * @throws VclConfigException if a setting is invalid; names the property, the value, the rule and the remedy
         */
        public VclConfig build() {
            options.forEach(VclOptionRules::check);
            VclConfigRules.checkName(appName);
            if (workers < 1 || workers > VclOption.MAX_WORKERS.max()) {
                throw new VclConfigException(
                        "worker.count",
                        workers,
                        "must be 1 to " + VclOption.MAX_WORKERS.max(),
                        "One per core is usual.");
            }
            VclConfigRules.checkTimes(spin, stallThreshold, attachTimeout);
            VclConfigRules.checkInterval("reattach.interval", reattachInterval, "200 ms is the default.");
            VclConfigRules.checkInterval("attach.retry-interval", attachRetryInterval, "500 ms is the default.");
            if (configFile != null) {
                VclConfigRules.checkFile(configFile);
            }
            VclOptionRules.checkTogether(options, workers, spin);
            return new VclConfig(this);
        }
    }
}
