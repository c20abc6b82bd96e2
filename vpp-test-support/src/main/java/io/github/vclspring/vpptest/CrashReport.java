/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vpptest;

/** What HotSpot writes to standard error where the JVM crashes, of which the frames matter and thousands of lines do not. */
final class CrashReport {

    private static final String START = "# A fatal error has been detected";
    private static final String FRAMES_END = "Register to memory mapping:";
    private static final String END = "\nEND.\n";

    private CrashReport() {}

    /**
     * Leaves out of a JVM's output what a crash report lists after the frames and registers of the thread that crashed.
     *
     * @param output may contain a crash report
     * @return the output, unchanged if the JVM did not crash
     */
    static String shortened(String output) {
        int start = output.indexOf(START);
        int framesEnd = output.indexOf(FRAMES_END, Math.max(start, 0));
        if (start < 0 || framesEnd < 0) {
            return output;
        }
        int end = output.indexOf(END, framesEnd);
        return output.substring(0, framesEnd) + (end < 0 ? "" : output.substring(end + END.length()));
    }
}
