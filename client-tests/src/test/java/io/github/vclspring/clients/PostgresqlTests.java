/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.vpptest.NeedsPrograms;
import io.r2dbc.spi.ConnectionFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** R2DBC and a real PostgreSQL. */
@NeedsPrograms("pg_ctlcluster")
class PostgresqlTests {

    @Test
    void queriesAreAnsweredOverVcl(@TempDir Path directory) throws Exception {
        try (Service server = Service.postgresql(directory, Place.kernel());
                ConfigurableApplicationContext context = run(Place.kernel(), server.port())) {
            ConnectionFactory factory = context.getBean(ConnectionFactory.class);
            assertThat(R2dbcTests.numbers(factory)).hasSize(1000).startsWith(1).endsWith(1000);
            assertThat(R2dbcTests.numbers(factory)).hasSize(1000);
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void oneThatListensOnTheHostsLoopbackIsReachedOverTheKernel(@TempDir Path directory) throws Exception {
        assumeTrue(Place.isVpp(), "VCL's loopback reaches the host's");
        try (Service server = Service.postgresql(directory, "127.0.0.1");
                ConfigurableApplicationContext context = run("127.0.0.1", server.port())) {
            assertThat(R2dbcTests.numbers(context.getBean(ConnectionFactory.class)))
                    .hasSize(1000);
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.KERNEL);
        }
    }

    private static ConfigurableApplicationContext run(String host, int port) {
        return Applications.none()
                .using("R2dbcAutoConfiguration")
                .property("spring.r2dbc.url=r2dbc:postgresql://" + host + ":" + port + "/postgres")
                .property("spring.r2dbc.username=postgres")
                .run();
    }
}
