/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.application.VclConfig;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;

/**
 * The profile {@code rps} is the configuration that Envoy's page on its VCL socket interface recommends for load tests with
 * many requests per second.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "vcl.worker.count=2")
@ActiveProfiles("rps")
class RpsProfileTests {

    private static final String EXAMPLE = """
            vcl {
              rx-fifo-size 400000
              tx-fifo-size 400000
              segment-size 1000000000
              app-scope-global
              app-scope-local
              app-socket-api /var/run/vpp/app_ns_sockets/default
              use-mq-eventfd
              event-queue-size 40000
            }
            """;

    @Autowired
    private VclConfig config;

    @Test
    void rendersTheExampleOptionForOption() {
        assertThat(config.render().lines())
                .containsExactlyInAnyOrderElementsOf(EXAMPLE.lines().toList());
    }
}
