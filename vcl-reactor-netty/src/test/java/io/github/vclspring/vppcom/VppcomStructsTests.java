/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.vppcom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VppcomStructsTests {

    @ParameterizedTest
    @ValueSource(strings = {"10.77.1.1", "0.0.0.0", "2001:db8::1", "::"})
    void anEndpointGivesBackTheAddressThatItTook(String host) {
        InetSocketAddress address = new InetSocketAddress(host, 65_535);
        assertThat(new VppcomEndpoint().set(address).get()).isEqualTo(address);
    }

    @Test
    void anEndpointRefusesAnUnresolvedAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VppcomEndpoint().set(InetSocketAddress.createUnresolved("somewhere", 1)));
    }

    @Test
    void eventsDoNotOverlap() {
        VppcomEvents events = new VppcomEvents(3);
        for (int i = 0; i < 3; i++) {
            events.set(i, i + 1, Long.MIN_VALUE + i);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(events.events(i)).isEqualTo(i + 1);
            assertThat(events.data(i)).isEqualTo(Long.MIN_VALUE + i);
        }
        assertThat(events.capacity()).isEqualTo(3);
        assertThat(events.address(2) - events.address()).isEqualTo(2L * VppcomEvents.SIZE);
    }

    @Test
    void segmentsDoNotOverlap() {
        VppcomDataSegments segments = new VppcomDataSegments(2);
        segments.set(0, 1L << 40, Integer.MAX_VALUE);
        segments.set(1, 42, 7);
        assertThat(segments.data(0)).isEqualTo(1L << 40);
        assertThat(segments.length(0)).isEqualTo(Integer.MAX_VALUE);
        assertThat(segments.data(1)).isEqualTo(42);
        assertThat(segments.length(1)).isEqualTo(7);
    }
}
