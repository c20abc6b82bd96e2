/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import java.util.HashMap;
import java.util.Map;

/**
 * The figures of a run, or of one of its programs.
 *
 * @param connections connections made
 * @param bytes bytes of bodies received
 * @param hung connections without progress
 * @param corrupted connections with a wrong byte
 * @param lost connections that ended before everything was exchanged
 * @param refused connections that were not established
 * @param resets connections that a side has ended early, as planned
 * @param rescues writes that went on although VPP had not reported that there was room
 */
record Summary(
        long connections, long bytes, long hung, long corrupted, long lost, long refused, long resets, long rescues) {

    @Override
    public String toString() {
        return "connections=%d bytes=%d hung=%d corrupted=%d lost=%d refused=%d resets=%d rescues=%d"
                .formatted(connections, bytes, hung, corrupted, lost, refused, resets, rescues);
    }

    /** Reads what {@link #toString} wrote. */
    static Summary parse(String line) {
        Map<String, Long> values = new HashMap<>();
        for (String word : line.strip().split(" ", -1)) {
            String[] pair = word.split("=", 2);
            values.put(pair[0], Long.parseLong(pair[1]));
        }
        return new Summary(
                values.get("connections"),
                values.get("bytes"),
                values.get("hung"),
                values.get("corrupted"),
                values.get("lost"),
                values.get("refused"),
                values.get("resets"),
                values.get("rescues"));
    }
}
