/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.channel.VclTransport;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** RabbitMQ's client and a stub that reads the protocol's header. */
@ExtendWith(OutputCaptureExtension.class)
class RabbitTests {

    @Test
    void theClientUsesVclIfAskedTo() throws Exception {
        try (Stub server = new Stub(Stub.SILENT);
                ConfigurableApplicationContext context = application(server.port())
                        .property("vcl.client.rabbitmq.enabled=true")
                        .run()) {
            connects(context);
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
            assertThat(transport(context)).isEqualTo(Transport.VCL);
        }
    }

    @Test
    void theClientStaysOnTheKernelOtherwise() throws Exception {
        try (Stub server = new Stub(Stub.SILENT);
                ConfigurableApplicationContext context =
                        application(server.port()).run()) {
            connects(context);
            assertThat(server.connections()).isPositive();
            context.getBean(Channels.class).hasNoOutbound();
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
        }
    }

    @Test
    void theFirstBytesAreTheProtocolsHeader() throws Exception {
        CompletableFuture<String> header = new CompletableFuture<>();
        try (Stub server = new Stub(socket -> {
                    header.complete(new String(socket.getInputStream().readNBytes(4), StandardCharsets.ISO_8859_1));
                    Stub.SILENT.on(socket);
                });
                ConfigurableApplicationContext context = application(server.port())
                        .property("vcl.client.rabbitmq.enabled=true")
                        .run()) {
            connects(context);
            assertThat(header.get(20, TimeUnit.SECONDS)).isEqualTo("AMQP");
        }
    }

    @Test
    void tlsIsLeftToTheKernelAndReported(CapturedOutput output) throws Exception {
        try (Stub server = new Stub(Stub.SILENT);
                ConfigurableApplicationContext context = application(server.port())
                        .property("vcl.client.rabbitmq.enabled=true")
                        .property("spring.rabbitmq.ssl.enabled=true")
                        .run()) {
            connects(context);
            context.getBean(Channels.class).hasNoOutbound();
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
            assertThat(output).contains("rabbitmq uses the kernel, not VCL: it uses the JDK's TLS");
        }
    }

    /** The stub never answers. */
    private static void connects(ConfigurableApplicationContext context) {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> context.getBean(ConnectionFactory.class).createConnection());
    }

    @Test
    void aRefusedConnectionIsTheOneThatItsUsersKnow() throws Exception {
        try (ConfigurableApplicationContext context = application(GatewayTests.closedPort())
                .property("vcl.client.rabbitmq.enabled=true")
                .run()) {
            assertThatExceptionOfType(AmqpConnectException.class)
                    .isThrownBy(() -> context.getBean(ConnectionFactory.class).createConnection());
        }
    }

    private static Applications application(int port) {
        return Applications.none()
                .using("RabbitAutoConfiguration")
                .property("spring.rabbitmq.host=" + Place.kernel())
                .property("spring.rabbitmq.port=" + port)
                .property("spring.rabbitmq.connection-timeout=3s")
                .property("spring.rabbitmq.requested-heartbeat=2s");
    }

    private static Transport transport(ConfigurableApplicationContext context) {
        return context.getBean(VclClientReport.class)
                .client(KnownClient.RABBITMQ)
                .transport();
    }
}
