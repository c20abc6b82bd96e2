/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

/**
 * What carries the connections of a client or server.
 *
 * @param name such as {@code gateway}
 * @param carrier what carries them
 * @param reason why, as a sentence without its full stop
 */
public record VclClient(String name, Carrier carrier, String reason) {

    /** What carries connections. */
    public enum Carrier {
        /** VCL, except to destinations that are left to the kernel. */
        VCL,
        /** The kernel, which can be changed. */
        KERNEL,
        /** The kernel, whatever is configured. */
        CANNOT,
        /** Nothing: the library is not present, or the application does not use it. */
        ABSENT
    }
}
