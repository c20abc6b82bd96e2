/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.channel.VclTransport;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** R2DBC's drivers. Those of MariaDB, MySQL and SQL Server meet a stub that accepts, and nothing else. */
@ExtendWith(OutputCaptureExtension.class)
class R2dbcTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb", "mysql"})
    void aDriverOnReactorNettyUsesVcl(String driver) throws Exception {
        try (Stub server = new Stub(Stub.SILENT);
                ConfigurableApplicationContext context =
                        application(driver, server.port()).run()) {
            connect(context);
            Channels channels = context.getBean(Channels.class);
            Awaitility.await().atMost(PATIENCE).until(() -> !channels.outbound().isEmpty());
            channels.hasOnlyOutbound(VclTransport.VCL);
            assertThat(transport(context)).isEqualTo(Transport.VCL);
        }
    }

    @Test
    void aDestinationOfTheKernelIsLeftToIt() throws Exception {
        try (Stub server = new Stub(Stub.SILENT);
                ConfigurableApplicationContext context = application("postgresql", server.port())
                        .property("vcl.client.kernel-destinations=" + Place.kernel())
                        .run()) {
            connect(context);
            Channels channels = context.getBean(Channels.class);
            Awaitility.await().atMost(PATIENCE).until(() -> !channels.outbound().isEmpty());
            channels.hasOnlyOutbound(VclTransport.KERNEL);
        }
    }

    @Test
    void theTransportKernelIsHonoured() throws Exception {
        try (Stub server = new Stub(Stub.SILENT);
                ConfigurableApplicationContext context = application("postgresql", server.port())
                        .property("vcl.client.transport=kernel")
                        .run()) {
            connect(context);
            Awaitility.await().atMost(PATIENCE).until(() -> server.connections() > 0);
            context.getBean(Channels.class).hasNoOutbound();
        }
    }

    @Test
    void sqlServerStaysOnTheKernel(CapturedOutput output) throws Exception {
        try (Stub server = new Stub(Stub.SILENT);
                ConfigurableApplicationContext context =
                        application("mssql", server.port()).run()) {
            connect(context);
            Awaitility.await().atMost(PATIENCE).until(() -> server.connections() > 0);
            context.getBean(Channels.class).hasNoOutbound();
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
            assertThat(output)
                    .contains("r2dbc uses the kernel, not VCL: the driver 'mssql'")
                    .contains("Set vcl.client.global-resources: true");
        }
    }

    @Test
    void sqlServerFollowsTheGlobalResources(CapturedOutput output) throws Exception {
        try (Stub server = new Stub(Stub.SILENT);
                ConfigurableApplicationContext context = application("mssql", server.port())
                        .property("vcl.client.global-resources=true")
                        .run()) {
            connect(context);
            Channels channels = context.getBean(Channels.class);
            Awaitility.await().atMost(PATIENCE).until(() -> !channels.outbound().isEmpty());
            channels.hasOnlyOutbound(VclTransport.VCL);
            assertThat(output).doesNotContain("r2dbc-mssql does not use VCL");
        }
    }

    @Test
    void aConnectionFactoryOfTheUsersOwnIsReported(CapturedOutput output) throws Exception {
        try (ConfigurableApplicationContext context = Applications.none()
                .using("R2dbcAutoConfiguration")
                .with(OwnFactory.class)
                .run()) {
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
            assertThat(output).contains("r2dbc uses the kernel, not VCL: the bean 'ownFactory'");
        }
    }

    @Test
    void aDatabaseThatIsDownIsTheExceptionThatItsUsersKnow() throws Exception {
        try (ConfigurableApplicationContext context =
                application("postgresql", GatewayTests.closedPort()).run()) {
            Mono<? extends Connection> connection =
                    Mono.from(context.getBean(ConnectionFactory.class).create());
            assertThatExceptionOfType(R2dbcNonTransientResourceException.class)
                    .isThrownBy(() -> connection.block(PATIENCE))
                    .withRootCauseInstanceOf(ConnectException.class);
        }
    }

    static List<Integer> numbers(ConnectionFactory factory) {
        return Flux.usingWhen(
                        factory.create(),
                        connection -> Flux.from(connection
                                        .createStatement("SELECT generate_series(1, 1000)")
                                        .execute())
                                .flatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class))),
                        Connection::close)
                .collectList()
                .block(PATIENCE);
    }

    private static void connect(ConfigurableApplicationContext context) {
        Mono.from(context.getBean(ConnectionFactory.class).create())
                .onErrorComplete()
                .subscribe();
    }

    private static Applications application(String driver, int port) {
        return Applications.none()
                .using("R2dbcAutoConfiguration")
                .property("spring.r2dbc.url=r2dbc:" + driver + "://" + Place.kernel() + ":" + port + "/test")
                .property("spring.r2dbc.pool.enabled=false")
                .property("spring.r2dbc.username=test")
                .property("spring.r2dbc.password=test");
    }

    private static Transport transport(ConfigurableApplicationContext context) {
        return context.getBean(VclClientReport.class).client(KnownClient.R2DBC).transport();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFactory {

        @Bean
        ConnectionFactory ownFactory() {
            return ConnectionFactories.get("r2dbc:postgresql://test@" + Place.kernel() + ":1/test");
        }
    }
}
