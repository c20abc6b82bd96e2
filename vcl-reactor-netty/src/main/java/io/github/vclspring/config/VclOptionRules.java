/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Validation rules for option values, alone and in combination. */
final class VclOptionRules {

    /**
     * What {@code _clib_socket_get_string} accepts. It cuts the name at any other character (vppinfra/socket.c, 26.06).
     */
    private static final Pattern SOCKET = Pattern.compile("(abstract:)?[A-Za-z0-9_/.-]+");

    private static final Pattern WORD = Pattern.compile("\\S+");

    private VclOptionRules() {}

    static long defaultNumber(VclOption option) {
        return parse(option, option.defaultValue().orElse("0"));
    }

    /** Parses a number in the parser's notation. */
    static long parse(VclOption option, String text) {
        return option.kind() == VclOption.Kind.MEMORY
                ? Long.parseLong(text.substring(0, text.length() - 1)) << 20
                : Long.parseLong(text);
    }

    static void check(VclOption option, Object value) {
        Class<?> type = switch (option.kind()) {
            case FLAG -> Boolean.class;
            case PATH, TEXT -> String.class;
            default -> Long.class;
        };
        if (!type.isInstance(value)) {
            throw refuse(option, value, "must be a " + type.getSimpleName(), "Use the setter for that type.");
        }
        switch (option.kind()) {
            case FLAG -> checkFlag(option, (Boolean) value);
            case UNSIGNED -> {}
            case PATH -> checkPath(option, (String) value);
            case TEXT -> checkText(option, (String) value);
            default -> checkNumber(option, (Long) value);
        }
    }

    /** Refuses flags that VCL accepts, and that cannot do here what they say. */
    private static void checkFlag(VclOption option, boolean on) {
        if (!on) {
            return;
        }
        switch (option) {
            // VPP listens for worker 0 by itself (application.c application_start_stop_proxy_fib_proto), and VCL drops
            // an accept of a listener that it does not know (vppcom.c vcl_session_accepted, 26.06)
            case APP_PROXY_TRANSPORT_TCP, APP_PROXY_TRANSPORT_UDP ->
                throw refuse(
                        option,
                        true,
                        "hands connections to a listener that VCL does not know, and nothing answers them",
                        "Remove it, and let a server listen on each port that it serves.");
            // VPPCOM_ATTR_GET_ORIGINAL_DST is not bound
            case APP_ORIGINAL_DST ->
                throw refuse(
                        option,
                        true,
                        "has no effect, because a channel does not show the original destination",
                        "Remove it.");
            default -> {}
        }
    }

    private static void checkNumber(VclOption option, long value) {
        if (value < option.min() || value > option.max()) {
            String unit = switch (option.kind()) {
                case BYTES, MEMORY -> " bytes";
                case SECONDS -> " seconds";
                default -> "";
            };
            throw refuse(
                    option,
                    value,
                    "must be " + option.min() + " to " + option.max() + unit,
                    "VCL's default is " + option.defaultValue().orElse("none") + ".");
        }
        if (option.kind() == VclOption.Kind.MEMORY && value % (1 << 20) != 0) {
            throw refuse(option, value, "must be whole MiB", "Round it up to the next MiB.");
        }
    }

    private static void checkPath(VclOption option, String value) {
        if (!SOCKET.matcher(value).matches() || !(value.startsWith("/") || value.startsWith("abstract:"))) {
            throw refuse(
                    option,
                    value,
                    "must be an absolute path or 'abstract:' and a name, of letters, digits and _ / . -",
                    "VCL cuts the name at any other character: choose another path, or link to it.");
        }
        checkLength(option, value);
    }

    private static void checkText(VclOption option, String value) {
        if (!WORD.matcher(value).matches()) {
            throw refuse(option, value, "must be one word", "Remove the spaces.");
        }
        checkLength(option, value);
    }

    private static void checkLength(VclOption option, String value) {
        if (value.length() > option.max()) {
            throw refuse(
                    option,
                    value,
                    "is " + value.length() + " bytes long and may be " + option.max(),
                    "Choose a shorter path: the kernel's limit for a socket's name.");
        }
    }

    static void checkTogether(Map<VclOption, Object> options, int workers, Duration spin) {
        if (!Boolean.TRUE.equals(options.get(VclOption.USE_MQ_EVENTFD)) && spin.isZero()) {
            throw refuse(
                    VclOption.USE_MQ_EVENTFD,
                    false,
                    "needs vcl.worker.spin, because nothing would wake a sleeping event loop",
                    "Set vcl.use-mq-eventfd: true, or a vcl.worker.spin above zero.");
        }
        long maxWorkers = number(options, VclOption.MAX_WORKERS, workers);
        if (maxWorkers < workers) {
            throw refuse(
                    VclOption.MAX_WORKERS,
                    maxWorkers,
                    "must be at least the number of event loops, " + workers,
                    "Leave it out: it follows from the number of loops.");
        }
        long fifos = number(options, VclOption.RX_FIFO_SIZE) + number(options, VclOption.TX_FIFO_SIZE);
        for (VclOption segment : new VclOption[] {VclOption.SEGMENT_SIZE, VclOption.ADD_SEGMENT_SIZE}) {
            long size = number(options, segment);
            if (size < fifos) {
                throw refuse(
                        segment,
                        size,
                        "must hold at least one connection, rx-fifo-size + tx-fifo-size = " + fifos + " bytes",
                        "Raise it, or lower the fifo sizes.");
            }
        }
    }

    private static long number(Map<VclOption, Object> options, VclOption option) {
        return number(options, option, defaultNumber(option));
    }

    private static long number(Map<VclOption, Object> options, VclOption option, long absent) {
        return options.get(option) instanceof Long value ? value : absent;
    }

    private static VclConfigException refuse(VclOption option, Object value, String rule, String remedy) {
        return new VclConfigException(option.propertyName(), option.isSecret() ? "******" : value, rule, remedy);
    }
}
