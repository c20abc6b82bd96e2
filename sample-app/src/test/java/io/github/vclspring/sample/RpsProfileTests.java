/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.config.VclConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class RpsProfileTests {

    /** The options and values of the minimal RPS example in Envoy's documentation of its VCL socket interface. */
    private static final String[] EXAMPLE = {
        "vcl {",
        "rx-fifo-size 400000",
        "tx-fifo-size 400000",
        "segment-size 1000000000",
        "app-scope-global",
        "app-scope-local",
        "app-socket-api /var/run/vpp/app_ns_sockets/default",
        "use-mq-eventfd",
        "event-queue-size 40000",
        "}"
    };

    @Test
    void rendersExactlyTheOptionsAndValuesOfTheExampleBesideTheDefaultSessionTimeout() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
                .profiles("rps")
                .run("--vcl.mode=loopback", "--server.port=0", "--server.address=127.0.0.1")) {
            String conf = context.getBean(VclConfig.class).render();
            List<String> lines = new ArrayList<>(List.of(EXAMPLE));
            lines.add("session-timeout 10");
            assertThat(conf.lines().map(String::strip)).containsExactlyInAnyOrderElementsOf(lines);
        }
    }
}
