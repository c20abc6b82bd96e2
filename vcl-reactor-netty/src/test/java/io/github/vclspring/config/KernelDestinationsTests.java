/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelDestinationsTests {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "192.0.2.128/25, 192.0.2.129, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fe80::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8::7, 2001:db8::7, true",
        "::/0, 2001:db8::1, true"
    })
    void addressesAreComparedByTheirFirstBits(String destination, String address, boolean contained) throws Exception {
        assertThat(contains(destination, named(null, address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({
        "db.example.com, db.example.com, true",
        "db.example.com, DB.Example.com., true",
        "DB.example.com., db.example.com, true",
        "db.example.com, a.db.example.com, false",
        "*.svc.cluster.local, orders.shop.svc.cluster.local, true",
        "*.svc.cluster.local, svc.cluster.local, false",
        "*.svc.cluster.local, notsvc.cluster.local, false",
        "localhost, localhost, true"
    })
    void namesAreThoseThatTheAddressWasLookedUpBy(String destination, String name, boolean contained) throws Exception {
        assertThat(contains(destination, named(name, "203.0.113.1"))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::"})
    void theHostsLoopbackIsContainedIfThatIsAskedFor(String address) throws Exception {
        assertThat(KernelDestinations.NONE.contains(named(null, address))).isFalse();
        assertThat(KernelDestinations.NONE.andLoopback().contains(named(null, address)))
                .isTrue();
    }

    @Test
    void aServerIsContainedByAddressAndPort() throws Exception {
        KernelDestinations destinations =
                KernelDestinations.NONE.and(List.of(new InetSocketAddress(InetAddress.getByName("192.0.2.53"), 53)));
        assertThat(destinations.contains(new InetSocketAddress("192.0.2.53", 53)))
                .isTrue();
        assertThat(destinations.contains(new InetSocketAddress("192.0.2.53", 80)))
                .isFalse();
    }

    @Test
    void whatIsAddedDoesNotReplaceWhatIsThere() throws Exception {
        KernelDestinations destinations = KernelDestinations.of(List.of("10.0.0.0/8", "db", "*.local"))
                .andLoopback()
                .and(List.of());
        assertThat(List.of(
                        destinations.contains(named(null, "10.0.0.1")),
                        destinations.contains(named("db", "192.0.2.1")),
                        destinations.contains(named("a.local", "192.0.2.1")),
                        destinations.contains(named(null, "127.0.0.1"))))
                .containsOnly(true);
        assertThat(destinations).hasToString("[10.0.0.0/8, db, *.local, loopback]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "*",
                "*.",
                "10.0.0.0/33",
                "fd00::/129",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0/8",
                "10.0.0.256",
                "10.0.0",
                "db:80",
                "http://db",
                "a..b",
                "a.*",
                "fe80::1%eth0",
                "7"
            })
    void whatIsNoDestinationIsRefusedWithWhatItMayBe(String destination) {
        assertThatThrownBy(() -> KernelDestinations.of(List.of(destination)))
                .isInstanceOf(VclConfigException.class)
                .hasMessageContaining("vcl.client.kernel-destinations = " + destination)
                .hasMessageContaining("must be an address, a CIDR block, a host name, or all names below one");
    }

    private static boolean contains(String destination, InetSocketAddress remote) {
        return KernelDestinations.of(List.of(destination)).contains(remote);
    }

    /** As a resolver makes it. */
    private static InetSocketAddress named(String name, String address) throws UnknownHostException {
        return new InetSocketAddress(
                InetAddress.getByAddress(name, NetUtil.createByteArrayFromIpAddressString(address)), 80);
    }
}
