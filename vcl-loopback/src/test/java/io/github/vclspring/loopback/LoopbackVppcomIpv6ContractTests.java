/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.loopback;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.BeforeAll;

class LoopbackVppcomIpv6ContractTests extends LoopbackVppcomContractTests {

    private static final byte[] LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @BeforeAll
    static void needsIpv6() throws SocketException {
        assumeTrue(NetworkInterface.getByInetAddress(ip6()) != null, "The host has no ::1");
    }

    @Override
    InetAddress vppAddress() {
        return ip6();
    }

    @Override
    InetAddress kernelAddress() {
        return ip6();
    }

    private static InetAddress ip6() {
        try {
            return InetAddress.getByAddress(LOOPBACK);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
