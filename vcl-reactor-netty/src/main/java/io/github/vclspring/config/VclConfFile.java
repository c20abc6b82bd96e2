/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code vcl.conf} that VCL reads: an existing one, or one generated into a private directory that {@link #close}
 * removes. VCL finds it through {@code VCL_CONFIG}, and silently uses its defaults if the file is missing.
 */
@Internal
public final class VclConfFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VclConfFile.class);

    /** The environment variable that overrides the app socket in VCL. */
    public static final String APP_SOCKET_VARIABLE = "VCL_VPP_SAPI_SOCKET";

    private static final String VARIABLE = "VCL_CONFIG";

    /** Matches an option in an existing file. The parser reads one per line. */
    private static final String LINE = "(?m)^\\s*%s%s(?![\\w-])";

    private final Path file;
    private final boolean generated;
    private final VppcomLibrary library;
    private final @Nullable String previous;

    private VclConfFile(Path file, boolean generated, VppcomLibrary library) {
        this.file = file;
        this.generated = generated;
        this.library = library;
        this.previous = library.getenv(VARIABLE);
    }

    /** Writes the file, unless an existing one is configured, and points VCL at it. */
    public static VclConfFile open(VclConfig config, VppcomLibrary library) {
        Optional<Path> existing = config.configFile();
        VclConfFile conf =
                new VclConfFile(existing.orElseGet(() -> write(config.render())), existing.isEmpty(), library);
        boolean named = conf.previous != null && Path.of(conf.previous).equals(conf.file);
        if (conf.previous != null && !named) {
            LOG.warn(
                    "The environment variable {}={} is not used: VCL reads {}. To use that file, name it by"
                            + " vcl.config-file and set no option of VCL.",
                    VARIABLE,
                    conf.previous,
                    conf.file);
        } else if (!conf.generated) {
            LOG.info(
                    "VCL reads {}{}",
                    conf.file,
                    named ? ", which the environment variable " + VARIABLE + " names" : "");
        }
        library.setenv(VARIABLE, conf.file.toString());
        return conf;
    }

    private static Path write(String text) {
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            var readWrite = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Path directory = Files.createTempDirectory("vcl-", ownerOnly);
            return Files.writeString(Files.createFile(directory.resolve("vcl.conf"), readWrite), text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write vcl.conf below java.io.tmpdir", e);
        }
    }

    Path path() {
        return file;
    }

    /** Returns the app socket that VCL will connect to. Its environment variable takes precedence over the file. */
    public static Optional<String> appSocket(VclConfig config, VppcomLibrary library) {
        String variable = library.getenv(APP_SOCKET_VARIABLE);
        if (variable != null) {
            return Optional.of(variable);
        }
        return Optional.ofNullable((String) configured(config).get(VclOption.APP_SOCKET_API));
    }

    /** Returns a numeric option from an existing file or the properties, or VCL's default. */
    public static long number(VclConfig config, VclOption option) {
        return config.configFile()
                .flatMap(file -> find(option, read(file)))
                .map(Long::parseLong)
                .orElseGet(() -> config.number(option));
    }

    private static Optional<String> find(VclOption option, String text) {
        boolean flag = option.kind() == VclOption.Kind.FLAG;
        Matcher line = Pattern.compile(LINE.formatted(option.optionName(), flag ? "()" : "\\s+(\\S+)"))
                .matcher(text);
        return line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Returns the options that an existing file or the properties set. */
    private static Map<VclOption, Object> configured(VclConfig config) {
        return config.configFile().map(VclConfFile::optionsIn).orElseGet(config::options);
    }

    /** Returns the options that have an environment variable: flags as true, others as text. */
    private static Map<VclOption, Object> optionsIn(Path file) {
        String text = read(file);
        Map<VclOption, Object> options = new EnumMap<>(VclOption.class);
        for (VclOption option : VclOption.values()) {
            if (option.environmentVariable().isPresent()) {
                boolean flag = option.kind() == VclOption.Kind.FLAG;
                find(option, text).ifPresent(value -> options.put(option, flag ? true : value));
            }
        }
        return options;
    }

    /** Renders one option per line, because the parser drops the rest of a line. */
    static String render(VclConfig config) {
        StringBuilder text = new StringBuilder("vcl {\n");
        config.options().forEach((option, value) -> {
            String line = line(option, value);
            if (!line.isEmpty()) {
                text.append("  ").append(line).append('\n');
            }
        });
        long maxWorkers = config.number(VclOption.MAX_WORKERS);
        boolean moreThanDefault = maxWorkers > VclOptionRules.defaultNumber(VclOption.MAX_WORKERS);
        if (moreThanDefault && !config.options().containsKey(VclOption.MAX_WORKERS)) {
            text.append("  ").append(line(VclOption.MAX_WORKERS, maxWorkers)).append('\n');
        }
        return text.append("}\n").toString();
    }

    private static String line(VclOption option, Object value) {
        return switch (option.kind()) {
            case FLAG -> Boolean.TRUE.equals(value) ? option.optionName() : "";
            case MEMORY -> option.optionName() + ' ' + ((Long) value >> 20) + 'M';
            default -> option.optionName() + ' ' + text(option, value);
        };
    }

    private static String text(VclOption option, @Nullable Object value) {
        return option.kind() == VclOption.Kind.UNSIGNED && value instanceof Long bits
                ? Long.toUnsignedString(bits)
                : String.valueOf(value);
    }

    /** Logs the environment variables that contradict the configuration, because they take precedence in VCL. */
    public static void warnOfOverrides(VclConfig config, VppcomLibrary library) {
        for (VclOption option : overrides(config, library)) {
            String variable = option.environmentVariable().orElseThrow();
            LOG.warn(
                    "The environment variable {} overrides {}: unset it, or set {} to the same value.",
                    option.isSecret() ? variable : variable + '=' + library.getenv(variable),
                    overridden(option, config),
                    config.configFile().isPresent() ? "that" : "the property");
        }
    }

    /** Returns the options that an environment variable contradicts. */
    public static List<VclOption> overrides(VclConfig config, VppcomLibrary library) {
        List<VclOption> candidates = Arrays.stream(VclOption.values())
                .filter(option ->
                        option.environmentVariable().map(library::getenv).isPresent())
                .toList();
        if (candidates.isEmpty()) {
            return candidates;
        }
        Map<VclOption, Object> options = configured(config);
        return candidates.stream()
                .filter(option -> option.environmentVariable()
                        .map(library::getenv)
                        // a flag's variable switches it on with any value, even 0
                        .map(value -> option.kind() == VclOption.Kind.FLAG ? true : value)
                        .filter(effective -> !String.valueOf(effective).equals(text(option, options.get(option))))
                        .isPresent())
                .toList();
    }

    /** Describes the setting that an option's environment variable overrides. */
    public static String overridden(VclOption option, VclConfig config) {
        return config.configFile()
                .map(file -> option.optionName() + " in " + file)
                .orElseGet(() -> "the property vcl." + option.propertyName());
    }

    @Override
    public void close() {
        library.setenv(VARIABLE, previous);
        if (!generated) {
            return;
        }
        try {
            Files.deleteIfExists(file);
            Path directory = file.getParent();
            if (directory != null) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            LOG.warn("Cannot remove {}", file, e);
        }
    }
}
