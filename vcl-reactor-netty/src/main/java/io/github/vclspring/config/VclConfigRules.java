/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import io.github.vclspring.Internal;
import io.github.vclspring.vppcom.library.WritableByOthers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Validation rules for {@link VclConfig}, except for those of VCL's own options. */
@Internal
public final class VclConfigRules {

    /** A longer name overruns the attach message (vcl_sapi.c, 26.06). */
    private static final int MAX_APP_NAME = 63;

    private VclConfigRules() {}

    /**
     * Checks a user-provided {@code vcl.conf}.
     *
     * @throws VclConfigException if it cannot be read, or if users other than its owner may write to it or to a
     *     directory above it
     */
    public static void checkFile(Path file) {
        String rule = "cannot be read, and VCL would take its defaults silently";
        try {
            Optional<Path> writable = WritableByOthers.find(file);
            if (writable.isEmpty() && Files.isReadable(file)) {
                return;
            }
            rule = writable.map(path -> "is not trusted, because users other than its owner may write to " + path)
                    .orElse(rule);
        } catch (IOException e) {
            rule += " (" + e + ')';
        }
        throw new VclConfigException(
                "config-file",
                file,
                rule,
                "Name a readable vcl.conf that only its owner may change, or leave it out to have one generated.");
    }

    static void checkName(String appName) {
        boolean plain = appName.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (appName.isEmpty() || appName.length() > MAX_APP_NAME || !plain) {
            throw new VclConfigException(
                    "app-name",
                    appName,
                    "must be 1 to " + MAX_APP_NAME + " printable ASCII characters without spaces",
                    "Shorten it: VCL would overrun its attach message.");
        }
    }

    static void checkTimes(Duration spin, Duration stallThreshold, Duration attachTimeout) {
        if (spin.isNegative()) {
            throw new VclConfigException("worker.spin", spin, "must not be negative", "0 sleeps at once.");
        }
        if (attachTimeout.isNegative() || attachTimeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new VclConfigException(
                    "attach.timeout", attachTimeout, "must be 0 s to a day", "0 s tries once and fails.");
        }
        boolean tooShort = !stallThreshold.isZero() && stallThreshold.toMillis() < 100;
        if (tooShort || stallThreshold.compareTo(Duration.ofHours(1)) > 0) {
            throw new VclConfigException(
                    "worker.stall-threshold",
                    stallThreshold,
                    "must be 100 ms to an hour, or 0 s",
                    "10 s is the default, and 0 s reports nothing.");
        }
    }

    static void checkInterval(String property, Duration interval, String remedy) {
        if (interval.toMillis() < 10 || interval.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new VclConfigException(property, interval, "must be 10 ms to 60 s", remedy);
        }
    }
}
