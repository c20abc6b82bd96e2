/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The segments that this process shares with VPP. VCL has no call to query them. The kernel lists them, because VPP
 * names them {@code seg-<app>-<manager>-<number>} (segment_manager.c, 26.06).
 */
final class SharedSegments {

    private static final Pattern SEGMENT = Pattern.compile("^([0-9a-f]+)-([0-9a-f]+) .*/memfd:(seg-|session: ).*");
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path maps;
    private long count;
    private long bytes;
    private long readAt;
    private boolean read;

    SharedSegments() {
        this(Path.of("/proc/self/maps"));
    }

    SharedSegments(Path maps) {
        this.maps = maps;
    }

    synchronized long count() {
        refresh();
        return count;
    }

    synchronized long bytes() {
        refresh();
        return bytes;
    }

    /** Reads the map at most once per second, so that two gauges of one scrape share a read. */
    private void refresh() {
        long now = System.nanoTime();
        if (read && now - readAt < KEEP_NANOS) {
            return;
        }
        read = true;
        readAt = now;
        long found = 0;
        long size = 0;
        try (Stream<String> lines = Files.lines(maps)) {
            for (String line : (Iterable<String>) lines::iterator) {
                Matcher matcher = line.contains("/memfd:s") ? SEGMENT.matcher(line) : null;
                if (matcher != null && matcher.matches()) {
                    found++;
                    size += Long.parseUnsignedLong(matcher.group(2), 16) - Long.parseUnsignedLong(matcher.group(1), 16);
                }
            }
        } catch (IOException e) {
            found = 0; // not Linux, or no /proc
            size = 0;
        }
        count = found;
        bytes = size;
    }
}
