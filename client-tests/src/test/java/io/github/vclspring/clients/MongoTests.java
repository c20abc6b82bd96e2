/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import java.io.IOException;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** MongoDB's drivers and a stub, because Debian has no MongoDB. */
@ExtendWith(OutputCaptureExtension.class)
class MongoTests {

    private static final Document PING = new Document("ping", 1);

    private Stub server;

    @BeforeEach
    void start() throws IOException {
        server = new Stub(MongoStub::answer);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void theReactiveDriverUsesVcl() {
        try (ConfigurableApplicationContext context =
                application("MongoReactiveAutoConfiguration").run()) {
            assertThat(reactive(context).getDouble("ok")).isEqualTo(1);
            assertThat(Sessions.to(context, server.port()))
                    .as("every connection is a session")
                    .isEqualTo(server.connections())
                    .isPositive();
            assertThat(transport(context)).isEqualTo(Transport.VCL);
        }
    }

    @Test
    void theSyncDriverUsesVcl() {
        try (ConfigurableApplicationContext context =
                application(".MongoAutoConfiguration").run()) {
            assertThat(sync(context).getDouble("ok")).isEqualTo(1);
            assertThat(Sessions.to(context, server.port()))
                    .isEqualTo(server.connections())
                    .isPositive();
            assertThat(transport(context)).isEqualTo(Transport.VCL);
        }
    }

    @Test
    void aDestinationOfTheKernelIsLeftToIt() {
        try (ConfigurableApplicationContext context = application("MongoReactiveAutoConfiguration")
                .property("vcl.client.kernel-destinations=" + Place.kernel())
                .run()) {
            assertThat(reactive(context).getDouble("ok")).isEqualTo(1);
            assertThat(server.connections()).isPositive();
            assertThat(Sessions.to(context, server.port())).isZero();
        }
    }

    @Test
    void itsPropertyLeavesItToTheKernel() {
        try (ConfigurableApplicationContext context = application(".MongoAutoConfiguration")
                .property("vcl.client.mongodb.enabled=false")
                .run()) {
            assertThat(sync(context).getDouble("ok")).isEqualTo(1);
            assertThat(Sessions.to(context, server.port())).isZero();
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
        }
    }

    @Test
    void transportSettingsOfTheUsersOwnWin(CapturedOutput output) {
        try (ConfigurableApplicationContext context = application(".MongoAutoConfiguration")
                .with(OwnSettings.class)
                .property("own.port=" + server.port())
                .run()) {
            assertThat(sync(context).getDouble("ok")).isEqualTo(1);
            assertThat(Sessions.to(context, server.port())).isZero();
            assertThat(transport(context)).isEqualTo(Transport.KERNEL);
            assertThat(output).contains("mongodb uses the kernel, not VCL: the bean MongoClientSettings has");
        }
    }

    private Applications application(String autoConfiguration) {
        return Applications.none()
                .unrecorded()
                .using(autoConfiguration)
                .property("spring.mongodb.uri=mongodb://" + Place.kernel() + ":" + server.port() + "/test");
    }

    private static Document reactive(ConfigurableApplicationContext context) {
        return Mono.from(context.getBean(com.mongodb.reactivestreams.client.MongoClient.class)
                        .getDatabase("test")
                        .runCommand(PING))
                .block(Duration.ofSeconds(60));
    }

    private static Document sync(ConfigurableApplicationContext context) {
        return context.getBean(com.mongodb.client.MongoClient.class)
                .getDatabase("test")
                .runCommand(PING);
    }

    private static Transport transport(ConfigurableApplicationContext context) {
        return context.getBean(VclClientReport.class)
                .client(KnownClient.MONGODB)
                .transport();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnSettings {

        @Bean
        com.mongodb.MongoClientSettings ownSettings(org.springframework.core.env.Environment environment) {
            int port = environment.getRequiredProperty("own.port", Integer.class);
            return com.mongodb.MongoClientSettings.builder()
                    .applyToClusterSettings(cluster ->
                            cluster.hosts(java.util.List.of(new com.mongodb.ServerAddress(Place.kernel(), port))))
                    .transportSettings(com.mongodb.connection.TransportSettings.nettyBuilder()
                            .build())
                    .build();
        }
    }
}
