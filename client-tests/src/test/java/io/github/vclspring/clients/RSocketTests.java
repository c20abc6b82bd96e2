/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.channel.VclTransport;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketServer;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.transport.netty.server.WebsocketServerTransport;
import io.rsocket.util.DefaultPayload;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.rsocket.RSocketRequester;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** RSocket's server for a client of the kernel, and its requester for a server of the kernel. */
@ExtendWith(OutputCaptureExtension.class)
class RSocketTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theServerUsesVcl() {
        try (ConfigurableApplicationContext context = Applications.none()
                .with(Service.class)
                .property("spring.rsocket.server.port=0")
                .run()) {
            int port = context.getEnvironment().getRequiredProperty("local.rsocket.server.port", Integer.class);
            answers(RSocketRequester.builder().tcp(Place.vcl(), port));
            assertThat(context.getBean(Channels.class).inbound()).isNotEmpty().containsOnly(VclTransport.VCL);
            assertThat(transport(context, KnownClient.RSOCKET_SERVER)).isEqualTo(Transport.VCL);
        }
    }

    @Test
    void aRequesterUsesVcl() {
        CloseableChannel server = kernelServer();
        try (ConfigurableApplicationContext context = Applications.none().run()) {
            answers(context.getBean(RSocketRequester.Builder.class)
                    .tcp(Place.kernel(), server.address().getPort()));
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
            assertThat(transport(context, KnownClient.RSOCKET)).isEqualTo(Transport.VCL);
            assertThat(transport(context, KnownClient.RSOCKET_SERVER)).isEqualTo(Transport.ABSENT);
        } finally {
            server.dispose();
        }
    }

    @Test
    void aRequesterUsesVclByWebSocket() {
        CloseableChannel server = RSocketServer.create(acceptor())
                .bind(WebsocketServerTransport.create(Place.kernel(), 0))
                .block(PATIENCE);
        try (ConfigurableApplicationContext context = Applications.none().run()) {
            answers(context.getBean(RSocketRequester.Builder.class)
                    .websocket(URI.create(
                            "ws://" + Place.kernel() + ":" + server.address().getPort() + "/")));
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        } finally {
            server.dispose();
        }
    }

    @Test
    void aDestinationOfTheKernelIsLeftToIt() {
        requests(application -> application.property("vcl.client.kernel-destinations=" + Place.kernel()), context -> {
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.KERNEL);
            return null;
        });
    }

    @Test
    void theTransportKernelIsHonoured() {
        requests(application -> application.property("vcl.client.transport=kernel"), context -> {
            context.getBean(Channels.class).hasNoOutbound();
            return null;
        });
    }

    @Test
    void aBuilderOfTheUsersOwnIsReported(CapturedOutput output) {
        requests(application -> application.with(OwnBuilder.class), context -> {
            context.getBean(Channels.class).hasNoOutbound();
            assertThat(transport(context, KnownClient.RSOCKET)).isEqualTo(Transport.KERNEL);
            return null;
        });
        assertThat(output).contains("rsocket uses the kernel, not VCL");
    }

    private static void requests(
            Function<Applications, Applications> change, Function<ConfigurableApplicationContext, Void> check) {
        CloseableChannel server = kernelServer();
        try (ConfigurableApplicationContext context =
                change.apply(Applications.none()).run()) {
            answers(context.getBean(RSocketRequester.Builder.class)
                    .tcp(Place.kernel(), server.address().getPort()));
            check.apply(context);
        } finally {
            server.dispose();
        }
    }

    private static void answers(RSocketRequester requester) {
        assertThat(requester.route("words").data("a").retrieveMono(String.class).block(PATIENCE))
                .startsWith("a");
        assertThat(requester
                        .route("stream")
                        .data("a")
                        .retrieveFlux(String.class)
                        .collectList()
                        .block(PATIENCE))
                .hasSize(3);
        requester.dispose();
    }

    private static CloseableChannel kernelServer() {
        return RSocketServer.create(acceptor())
                .bind(TcpServerTransport.create(Place.kernel(), 0))
                .block(PATIENCE);
    }

    private static SocketAcceptor acceptor() {
        return (setup, sending) -> Mono.just(new io.rsocket.RSocket() {
            @Override
            public Mono<io.rsocket.Payload> requestResponse(io.rsocket.Payload payload) {
                payload.release();
                return Mono.just(DefaultPayload.create("a"));
            }

            @Override
            public Flux<io.rsocket.Payload> requestStream(io.rsocket.Payload payload) {
                payload.release();
                return Flux.range(0, 3).map(i -> DefaultPayload.create("a" + i));
            }
        });
    }

    private static Transport transport(ConfigurableApplicationContext context, KnownClient client) {
        return context.getBean(VclClientReport.class).client(client).transport();
    }

    @Controller
    static class Service {

        @MessageMapping("words")
        Mono<String> word(String word) {
            return Mono.just(word);
        }

        @MessageMapping("stream")
        Flux<String> words(String word) {
            return Flux.range(0, 3).map(i -> word + i);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBuilder {

        @Bean
        @Scope("prototype")
        RSocketRequester.Builder ownBuilder() {
            return RSocketRequester.builder();
        }
    }
}
