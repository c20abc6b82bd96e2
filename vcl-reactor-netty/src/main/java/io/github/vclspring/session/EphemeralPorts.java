/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.session;

import io.github.vclspring.Internal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses a port if port 0 is requested, because VPP would listen on port 0 (tcp.c, udp.c, 26.06). */
@Internal
public final class EphemeralPorts {

    /** The first port of IANA's dynamic range. */
    private static final int FIRST = 49_152;

    private static final int ATTEMPTS = 128;

    private EphemeralPorts() {}

    /** Opens something on an address. */
    public interface Opening<T> {

        /**
         * Throws {@link VclBindException} with {@link VclBindException.Reason#ADDRESS_IN_USE} if the address is taken.
         */
        T at(InetSocketAddress address) throws IOException;
    }

    /** Opens something on the address, or on a free port of it if its port is 0. */
    public static <T> T open(InetSocketAddress address, Opening<T> opening) throws IOException {
        if (address.getPort() != 0) {
            return opening.at(address);
        }
        for (int attempt = 1; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, 1 << 16);
            try {
                return opening.at(new InetSocketAddress(address.getAddress(), port));
            } catch (VclBindException e) {
                if (e.reason() != VclBindException.Reason.ADDRESS_IN_USE || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
