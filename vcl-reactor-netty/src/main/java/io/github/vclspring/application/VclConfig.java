/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.application;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the process's one VCL application is configured with. Immutable and checked: a value that VCL would misread,
 * ignore or crash on is refused by {@link Builder#build}.
 */
public final class VclConfig {

    /** A longer name overruns the attach message (vcl_sapi.c, 26.06). */
    private static final int MAX_APP_NAME = 63;

    private final Map<VclOption, Object> options;
    private final String appName;
    private final int workers;
    private final Duration spin;
    private final Duration reattachInterval;
    private final @Nullable Path configFile;

    private VclConfig(Builder builder) {
        options = Collections.unmodifiableMap(new EnumMap<>(builder.options));
        appName = builder.appName;
        workers = builder.workers;
        spin = builder.spin;
        reattachInterval = builder.reattachInterval;
        configFile = builder.configFile;
    }

    /** A builder with VCL's defaults, and {@code use-mq-eventfd} and {@code app-scope-global} on. */
    public static Builder builder() {
        return new Builder();
    }

    /** The options that are set, in the parser's order; values are {@code Long}, {@code Boolean} or {@code String}. */
    public Map<VclOption, Object> options() {
        return options;
    }

    /** A numeric option, or VCL's default for it. */
    public long number(VclOption option) {
        return (Long) options.getOrDefault(option, VclOptionRules.defaultNumber(option));
    }

    /** Whether a flag is on. */
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

    /** How long a loop polls without sleeping after the last event. */
    public Duration spin() {
        return spin;
    }

    /** How often a worker tries to reach a VPP that is gone. */
    public Duration reattachInterval() {
        return reattachInterval;
    }

    /** An existing {@code vcl.conf} that is used instead of a generated one. */
    public Optional<Path> configFile() {
        return Optional.ofNullable(configFile);
    }

    /** The text of {@code vcl.conf}. Holds secrets. */
    public String render() {
        return VclConfFile.render(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VclConfig that
                && options.equals(that.options)
                && appName.equals(that.appName)
                && workers == that.workers
                && spin.equals(that.spin)
                && reattachInterval.equals(that.reattachInterval)
                && Objects.equals(configFile, that.configFile);
    }

    @Override
    public int hashCode() {
        return Objects.hash(options, appName, workers, spin, reattachInterval, configFile);
    }

    /** All settings, secrets masked. */
    @Override
    public String toString() {
        Map<VclOption, Object> shown = new EnumMap<>(VclOption.class);
        options.forEach((option, value) -> shown.put(option, option.isSecret() ? "******" : value));
        return "VclConfig[appName=%s, workers=%d, spin=%s, reattachInterval=%s, configFile=%s, options=%s]"
                .formatted(appName, workers, spin, reattachInterval, configFile, shown);
    }

    /** Collects settings; {@link #build} checks them. */
    public static final class Builder {

        private final EnumMap<VclOption, Object> options = new EnumMap<>(VclOption.class);
        private String appName = "vcl-app";
        private int workers = Math.max(4, Runtime.getRuntime().availableProcessors());
        private Duration spin = Duration.ZERO;
        private Duration reattachInterval = Duration.ofMillis(200);
        private @Nullable Path configFile;

        private Builder() {
            options.put(VclOption.USE_MQ_EVENTFD, true);
            options.put(VclOption.APP_SCOPE_GLOBAL, true);
        }

        /** Sets a number, bytes, or seconds. */
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

        /** 1 to 63 bytes of ASCII. */
        public Builder appName(String name) {
            this.appName = name;
            return this;
        }

        /** 1 to 127. */
        public Builder workers(int count) {
            this.workers = count;
            return this;
        }

        /** Zero, the default, sleeps at once; one core per loop is busy while it spins. */
        public Builder spin(Duration time) {
            this.spin = time;
            return this;
        }

        /** 10 ms to 60 s. */
        public Builder reattachInterval(Duration interval) {
            this.reattachInterval = interval;
            return this;
        }

        /** Uses an existing file; no option may be set beside it. */
        public Builder configFile(Path file) {
            this.configFile = file;
            return this;
        }

        /**
         * Checks and builds.
         *
         * @throws VclConfigException naming the property, the value, the rule and the remedy
         */
        public VclConfig build() {
            options.forEach(VclOptionRules::check);
            checkName();
            if (workers < 1 || workers > VclOption.MAX_WORKERS.max()) {
                throw new VclConfigException(
                        "worker.count",
                        workers,
                        "must be 1 to " + VclOption.MAX_WORKERS.max(),
                        "One per core is usual.");
            }
            checkTimes();
            if (configFile != null && !Files.isReadable(configFile)) {
                throw new VclConfigException(
                        "config-file",
                        configFile,
                        "cannot be read, and VCL would take its defaults silently",
                        "Name a readable vcl.conf, or leave it out to have one generated.");
            }
            VclOptionRules.checkTogether(options, workers, spin);
            return new VclConfig(this);
        }

        private void checkName() {
            boolean plain = appName.chars().allMatch(c -> c > ' ' && c < 0x7f);
            if (appName.isEmpty() || appName.length() > MAX_APP_NAME || !plain) {
                throw new VclConfigException(
                        "app-name",
                        appName,
                        "must be 1 to " + MAX_APP_NAME + " printable ASCII characters without spaces",
                        "Shorten it: VCL would overrun its attach message.");
            }
        }

        private void checkTimes() {
            if (spin.isNegative()) {
                throw new VclConfigException("worker.spin", spin, "must not be negative", "0 sleeps at once.");
            }
            if (reattachInterval.toMillis() < 10 || reattachInterval.toSeconds() > 60) {
                throw new VclConfigException(
                        "reattach.interval", reattachInterval, "must be 10 ms to 60 s", "200 ms is the default.");
            }
        }
    }
}
