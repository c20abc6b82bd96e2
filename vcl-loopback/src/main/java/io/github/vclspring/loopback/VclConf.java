/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A {@code vcl.conf}, read like VCL does, except that anything VCL ignores or misreads is rejected. */
final class VclConf {

    private static final Pattern MEMORY = Pattern.compile("\\d+[mMgG]");
    private static final Pattern BYTES = Pattern.compile("\\d+|0x[0-9a-fA-F]+");
    private static final Pattern COUNT = Pattern.compile("\\d+");
    private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Pattern SOCKET = Pattern.compile("[A-Za-z0-9_/.:-]+");
    private static final Pattern WORD = Pattern.compile("\\S+");

    private static final Map<String, Pattern> VALUES = Map.ofEntries(
            Map.entry("heapsize", MEMORY),
            Map.entry("max-workers", COUNT),
            Map.entry("app-socket-api", SOCKET),
            Map.entry("segment-size", BYTES),
            Map.entry("add-segment-size", BYTES),
            Map.entry("rx-fifo-size", BYTES),
            Map.entry("tx-fifo-size", BYTES),
            Map.entry("preallocated-fifo-pairs", COUNT),
            Map.entry("event-queue-size", COUNT),
            Map.entry("app-timeout", SECONDS),
            Map.entry("session-timeout", SECONDS),
            Map.entry("tls-engine", COUNT),
            Map.entry("namespace-id", WORD),
            Map.entry("namespace-secret", COUNT),
            Map.entry("api-socket-name", SOCKET),
            Map.entry("uid", COUNT),
            Map.entry("gid", COUNT));

    private static final Set<String> FLAGS = Set.of(
            "app-proxy-transport-tcp",
            "app-proxy-transport-udp",
            "app-scope-local",
            "app-scope-global",
            "use-mq-eventfd",
            "multi-thread-workers",
            "huge_page",
            "app_original_dst");

    private static final int DEFAULT_MAX_WORKERS = 16;
    private static final int DEFAULT_FIFO_SIZE = 1 << 20;
    private static final int MAX_FIFO_SIZE = 1 << 30;

    private final Map<String, String> options = new HashMap<>();

    private VclConf() {}

    /**
     * Reads the file, or returns VCL's defaults if none is given.
     *
     * @throws IllegalArgumentException for anything that VCL would ignore or misread
     */
    static VclConf read(@Nullable String file) {
        VclConf conf = new VclConf();
        if (file == null) {
            return conf;
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "VCL_CONFIG names " + file + ", which cannot be read; VCL would take its defaults silently: " + e);
        }
        boolean inside = false;
        int number = 0;
        for (String raw : lines) {
            number++;
            String line = raw.trim();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.equals("vcl {") && !inside) {
                inside = true;
            } else if (line.equals("}") && inside) {
                inside = false;
            } else if (inside) {
                conf.option(line, file + ":" + number);
            } else {
                throw new IllegalArgumentException(
                        file + ":" + number + ": expected 'vcl {' on a line of its own, found '" + line + "'");
            }
        }
        if (inside) {
            throw new IllegalArgumentException(file + ": the closing '}' is missing");
        }
        return conf;
    }

    private void option(String line, String where) {
        String[] words = line.split("\\s+", -1);
        Pattern pattern = VALUES.get(words[0]);
        boolean flag = FLAGS.contains(words[0]);
        if (pattern == null && !flag) {
            throw new IllegalArgumentException(where + ": VCL has no option '" + words[0] + "', and only warns of it");
        }
        int expected = flag ? 1 : 2;
        if (words.length < expected) {
            throw new IllegalArgumentException(where + ": option '" + words[0] + "' has no value");
        }
        if (words.length > expected) {
            throw new IllegalArgumentException(
                    where + ": VCL drops the rest of the line after '" + words[0] + "' silently: '" + line + "'");
        }
        if (pattern != null && !pattern.matcher(words[1]).matches()) {
            throw new IllegalArgumentException(
                    where + ": VCL misreads '" + words[1] + "' as a value of '" + words[0] + "'");
        }
        options.put(words[0], flag ? "" : words[1]);
    }

    int maxWorkers() {
        return (int) number("max-workers", DEFAULT_MAX_WORKERS, 127);
    }

    int rxFifoSize() {
        return (int) number("rx-fifo-size", DEFAULT_FIFO_SIZE, MAX_FIFO_SIZE);
    }

    int txFifoSize() {
        return (int) number("tx-fifo-size", DEFAULT_FIFO_SIZE, MAX_FIFO_SIZE);
    }

    boolean useMqEventfd() {
        return options.containsKey("use-mq-eventfd");
    }

    /** Enables {@code use-mq-eventfd}, as its environment variable does. */
    void enableMqEventfd() {
        options.put("use-mq-eventfd", "");
    }

    private long number(String option, long absent, long max) {
        String text = options.get(option);
        if (text == null) {
            return absent;
        }
        long value = Long.decode(text);
        if (value < 1) {
            throw new IllegalArgumentException(option + " " + text + " must be at least 1");
        }
        return Math.min(value, max);
    }
}
