/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** A local address as a socket reports it: without the host name by which it was asked for. */
final class NumericAddress {

    private NumericAddress() {}

    static InetSocketAddress of(InetSocketAddress address) {
        try {
            InetAddress ip = InetAddress.getByAddress(address.getAddress().getAddress());
            return new InetSocketAddress(ip, address.getPort());
        } catch (UnknownHostException e) {
            throw new AssertionError("An address has 4 or 16 bytes", e);
        }
    }
}
