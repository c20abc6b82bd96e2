/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure.client;

/**
 * The transport of a client's or server's connections.
 *
 * @param name such as {@code gateway}
 * @param transport the transport
 * @param reason why, as a sentence without its full stop
 */
public record VclClient(String name, Transport transport, String reason) {

    /** A transport of connections. */
    public enum Transport {
        /** VCL, except to kernel destinations. */
        VCL,
        /** The kernel, but VCL is possible. */
        KERNEL,
        /** The kernel, and VCL is not possible. */
        CANNOT,
        /** None: the library is absent, or the application does not use it. */
        ABSENT
    }
}
