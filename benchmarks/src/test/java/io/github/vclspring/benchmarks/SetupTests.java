/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SetupTests {

    @Test
    void eachEventLoopOfEachServerHasAListener() {
        assertThat(setup(Server.REACTOR_NETTY, 4).listeners()).isEqualTo(4);
        assertThat(setup(Server.GATEWAY_2, 1).listeners()).isEqualTo(3);
    }

    @Test
    void aDatabaseHasNone() {
        assertThat(setup(Server.R2DBC, 1).listeners()).isEqualTo(1);
    }

    private static Setup setup(Server server, int loops) {
        return new Setup(server, loops, Transport.VCL, Tuning.USUAL);
    }
}
