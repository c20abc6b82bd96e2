/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes each request as h2load does, so that the figures of all clients come from the same calculation. */
final class RequestWriter {

    private static final int BUFFER = 1 << 20;

    private final OutputStream out;

    /** What has to be added to {@link System#nanoTime} to have the time since the epoch. */
    private final long epochNanos;

    private boolean closed;

    RequestWriter(String file) {
        try {
            out = new BufferedOutputStream(Files.newOutputStream(Path.of(file)), BUFFER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        epochNanos = 1000 * ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - System.nanoTime();
    }

    /** Notes a request that has just ended; both times are of {@link System#nanoTime}. */
    synchronized void add(long begin, boolean isOk) {
        if (closed) {
            return;
        }
        long micros = (System.nanoTime() - begin) / 1000;
        String line = (epochNanos + begin) / 1000 + (isOk ? "\t200\t" : "\t-1\t") + micros + "\n";
        try {
            out.write(line.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests that end later are not noted. */
    synchronized void close() {
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
