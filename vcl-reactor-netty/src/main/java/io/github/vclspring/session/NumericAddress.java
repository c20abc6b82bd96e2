/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Converts a local address to the form that a socket reports, without the host name by which it was requested. */
@Internal
public final class NumericAddress {

    private NumericAddress() {}

    public static InetSocketAddress of(InetSocketAddress address) {
        try {
            InetAddress ip = InetAddress.getByAddress(address.getAddress().getAddress());
            return new InetSocketAddress(ip, address.getPort());
        } catch (UnknownHostException e) {
            throw new AssertionError("An address has 4 or 16 bytes", e);
        }
    }
}
