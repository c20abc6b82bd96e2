/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vclspring.session.VclBindException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EphemeralPortsTests {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<InetSocketAddress> attempts = new ArrayList<>();

    @Test
    void triesAnotherPortWhereOneIsTakenWhateverTheMessageSays() throws IOException {
        InetSocketAddress opened = EphemeralPorts.open(ANY_PORT, address -> {
            attempts.add(address);
            if (attempts.size() < 3) {
                throw new VclBindException(Reason.ADDRESS_IN_USE, "somebody else has it");
            }
            return address;
        });
        assertThat(attempts).hasSize(3).last().isEqualTo(opened);
        assertThat(opened.getPort()).isBetween(49_152, 65_535);
    }

    @Test
    void doesNotTryAgainAfterAnotherRefusalWhateverTheMessageSays() {
        VclBindException refusal = new VclBindException(Reason.REFUSED, "all memory is in use");
        assertThatThrownBy(() -> EphemeralPorts.open(ANY_PORT, address -> {
                    attempts.add(address);
                    throw refusal;
                }))
                .isSameAs(refusal);
        assertThat(attempts).hasSize(1);
    }

    @Test
    void takesNoOtherPortThanTheOneThatIsAskedFor() {
        InetSocketAddress one = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
        assertThatThrownBy(() -> EphemeralPorts.open(one, address -> {
                    attempts.add(address);
                    throw new VclBindException(Reason.ADDRESS_IN_USE, "taken");
                }))
                .isInstanceOf(VclBindException.class);
        assertThat(attempts).containsExactly(one);
    }
}
