/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.vpptest.Database;
import io.github.vclspring.vpptest.NeedsPrograms;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** R2DBC and a real PostgreSQL. */
@NeedsPrograms("pg_ctlcluster")
class PostgresqlTests {

    private static final int POOL_SIZE = 2;

    @Test
    void queriesAreAnsweredOverVcl(@TempDir Path directory) throws Exception {
        try (Database server = Database.postgresql(directory, Place.kernel());
                ConfigurableApplicationContext context =
                        unpooled(Place.kernel(), server.port()).run()) {
            ConnectionFactory factory = context.getBean(ConnectionFactory.class);
            assertThat(R2dbcTests.numbers(factory)).hasSize(1000).startsWith(1).endsWith(1000);
            assertThat(R2dbcTests.numbers(factory)).hasSize(1000);
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        }
    }

    @Test
    void oneThatListensOnTheHostsLoopbackIsReachedOverTheKernel(@TempDir Path directory) throws Exception {
        assumeTrue(Place.isVpp(), "VCL's loopback reaches the host's");
        try (Database server = Database.postgresql(directory, "127.0.0.1");
                ConfigurableApplicationContext context =
                        unpooled("127.0.0.1", server.port()).run()) {
            assertThat(R2dbcTests.numbers(context.getBean(ConnectionFactory.class)))
                    .hasSize(1000);
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.KERNEL);
        }
    }

    @Test
    void connectionsOfAPoolUseVcl(@TempDir Path directory) throws Exception {
        try (Database server = Database.postgresql(directory, Place.kernel());
                ConfigurableApplicationContext context = pooled(server.port()).run()) {
            ConnectionFactory factory = context.getBean(ConnectionPool.class);
            assertThat(R2dbcTests.numbers(factory)).hasSize(1000).startsWith(1).endsWith(1000);
            assertThat(R2dbcTests.numbers(factory)).hasSize(1000);
            Channels channels = context.getBean(Channels.class);
            channels.hasOnlyOutbound(VclTransport.VCL);
            assertThat(channels.outbound()).hasSizeLessThanOrEqualTo(POOL_SIZE);
            assertThat(gauge(context, "r2dbc.pool.allocated")).isBetween(1.0, (double) POOL_SIZE);
            assertThat(gauge(context, "r2dbc.pool.max.allocated")).isEqualTo(POOL_SIZE);
        }
    }

    @Test
    void aPoolReplacesConnectionsThatARestartBroke(@TempDir Path directory) throws Exception {
        try (Database first = Database.postgresql(directory, Place.kernel());
                ConfigurableApplicationContext context = pooled(first.port()).run()) {
            ConnectionFactory factory = context.getBean(ConnectionPool.class);
            assertThat(R2dbcTests.numbers(factory)).hasSize(1000);
            Channels channels = context.getBean(Channels.class);
            int before = channels.outbound().size();
            try (Database second = first.restarted()) {
                assertThat(second.port()).isEqualTo(first.port());
                // refuses queries while it recovers
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .untilAsserted(
                                () -> assertThat(R2dbcTests.numbers(factory)).hasSize(1000));
                assertThat(channels.outbound()).hasSizeGreaterThan(before);
                channels.hasOnlyOutbound(VclTransport.VCL);
                assertThat(gauge(context, "r2dbc.pool.allocated")).isBetween(1.0, (double) POOL_SIZE);
            }
        }
    }

    private static Applications pooled(int port) {
        return application(Place.kernel(), port)
                .property("spring.r2dbc.pool.initial-size=" + POOL_SIZE)
                .property("spring.r2dbc.pool.max-size=" + POOL_SIZE);
    }

    private static Applications unpooled(String host, int port) {
        return application(host, port).property("spring.r2dbc.pool.enabled=false");
    }

    private static Applications application(String host, int port) {
        return Applications.none()
                .using("R2dbcAutoConfiguration")
                .property("spring.r2dbc.url=r2dbc:postgresql://" + host + ":" + port + "/postgres")
                .property("spring.r2dbc.username=postgres");
    }

    private static double gauge(ConfigurableApplicationContext context, String name) {
        return context.getBean(MeterRegistry.class).get(name).gauge().value();
    }
}
