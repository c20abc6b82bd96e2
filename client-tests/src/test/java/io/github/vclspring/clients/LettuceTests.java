/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.vpptest.Database;
import io.github.vclspring.vpptest.NeedsPrograms;
import java.net.ConnectException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Lettuce and a real Redis. */
@NeedsPrograms("redis-server")
class LettuceTests {

    private Database redis;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        redis = Database.redis(directory, Place.kernel());
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void lettuceUsesVclIfAskedTo() {
        try (ConfigurableApplicationContext context = application(redis.port())
                .property("vcl.client.lettuce.enabled=true")
                .run()) {
            answers(context);
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
            assertThat(client(context).transport()).isEqualTo(Transport.VCL);
        }
    }

    @Test
    void lettuceStaysOnTheKernelOtherwise() {
        try (ConfigurableApplicationContext context = application(redis.port()).run()) {
            answers(context);
            context.getBean(Channels.class).hasNoOutbound();
            assertThat(client(context))
                    .isEqualTo(new VclClient(
                            "lettuce",
                            Transport.KERNEL,
                            "it is opt-in. Set vcl.client.lettuce.enabled: true to move it"));
        }
    }

    @Test
    void aDestinationOfTheKernelIsLeftToIt() {
        try (ConfigurableApplicationContext context = application(redis.port())
                .property("vcl.client.lettuce.enabled=true")
                .property("vcl.client.kernel-destinations=" + Place.kernel())
                .run()) {
            answers(context);
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.KERNEL);
        }
    }

    @Test
    void aRefusedConnectionIsTheOneThatItsUsersKnow() throws Exception {
        try (ConfigurableApplicationContext context = application(GatewayTests.closedPort())
                .property("vcl.client.lettuce.enabled=true")
                .run()) {
            assertThatExceptionOfType(RedisConnectionFailureException.class)
                    .isThrownBy(() -> answers(context))
                    .withRootCauseInstanceOf(ConnectException.class);
        }
    }

    private static void answers(ConfigurableApplicationContext context) {
        StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
        template.opsForValue().set("key", "over VCL");
        assertThat(template.opsForValue().get("key")).isEqualTo("over VCL");
    }

    private static Applications application(int port) {
        return Applications.none()
                .using("data.redis")
                .property("spring.data.redis.host=" + Place.kernel())
                .property("spring.data.redis.port=" + port);
    }

    private static VclClient client(ConfigurableApplicationContext context) {
        return context.getBean(VclClientReport.class).client(KnownClient.LETTUCE);
    }
}
