/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.common;

import io.github.vclspring.channel.VclTransport;

/**
 * The calls from one application to another since the start.
 *
 * @param by the protocol
 * @param chain {@code vcl} or {@code kernel}
 * @param transport of the connections, as they themselves say
 */
public record Hop(
        String from, String to, String by, String chain, VclTransport transport, long count, double seconds) {}
