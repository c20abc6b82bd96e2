/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartsTests {

    @Test
    void scenariosOfTheSameNumberOfConnectionsAreGroupedByTheirTitles() {
        List<Charts.File> charts = Charts.of(Rows.results(
                Rows.row("gateway-1", Transport.EPOLL, 100),
                Rows.row("gateway-1", Transport.VCL, 250),
                Rows.row("gateway-2", Transport.VCL, 150)));
        assertThat(charts).extracting(Charts.File::name).containsExactly("gateway-light.svg", "gateway-dark.svg");
        assertThat(charts.get(0).svg())
                .containsSubsequence("Title of gateway-1", "epoll", "VCL", "Title of gateway-2", "VCL");
    }

    @Test
    void othersByTheirConnections() {
        List<Charts.File> charts = Charts.of(Rows.results(Rows.row("tcp", Transport.VCL_AF_PACKET, 100)));
        assertThat(charts).extracting(Charts.File::name).containsExactly("tcp-light.svg", "tcp-dark.svg");
        assertThat(charts.get(0).svg()).contains("64 connections</text>");
    }
}
