/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.vclspring.autoconfigure.client.KnownClient;
import io.github.vclspring.autoconfigure.client.VclClient.Transport;
import io.github.vclspring.autoconfigure.client.VclClientReport;
import io.github.vclspring.channel.VclTransport;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.client.GrpcChannelBuilderCustomizer;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** gRPC's server for a client of the kernel, and its client for a server of the kernel. */
class GrpcTests {

    @TempDir
    private static Path directory;

    @Test
    void theServerUsesVcl() throws Exception {
        try (ConfigurableApplicationContext context = server().run()) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(Place.vcl(), port(context))
                    .usePlaintext()
                    .build();
            callsAreAnswered(channel);
            channel.shutdownNow();
            assertThat(context.getBean(Channels.class).inbound()).isNotEmpty().containsOnly(VclTransport.VCL);
            assertThat(transport(context, KnownClient.GRPC_SERVER)).isEqualTo(Transport.VCL);
        }
    }

    @Test
    void theServerUsesVclWithTls() throws Exception {
        try (ConfigurableApplicationContext context = server().property(
                        "spring.ssl.bundle.jks.server.keystore.location="
                                + KeyStores.create(directory).toUri())
                .property("spring.ssl.bundle.jks.server.keystore.password=" + KeyStores.PASSWORD)
                .property("spring.grpc.server.ssl.bundle=server")
                .run()) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(Place.vcl(), port(context))
                    .sslContext(GrpcSslContexts.forClient()
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .build())
                    .overrideAuthority("localhost")
                    .build();
            callsAreAnswered(channel);
            channel.shutdownNow();
            assertThat(context.getBean(Channels.class).inbound()).isNotEmpty().containsOnly(VclTransport.VCL);
        }
    }

    @Test
    void theServerIsLeftToTheKernelByItsProperty() throws Exception {
        try (ConfigurableApplicationContext context = server().property("vcl.server.grpc.enabled=false")
                .property("vcl.client.transport=kernel")
                .property("spring.grpc.server.address=" + Place.kernel())
                .run()) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(Place.kernel(), port(context))
                    .usePlaintext()
                    .build();
            callsAreAnswered(channel);
            channel.shutdownNow();
            assertThat(context.getBean(Channels.class).inbound()).isEmpty();
            assertThat(transport(context, KnownClient.GRPC_SERVER)).isEqualTo(Transport.KERNEL);
        }
    }

    @Test
    void theClientUsesVcl() throws Exception {
        Server server = kernelServer().build().start();
        try (ConfigurableApplicationContext context = client(server.getPort()).run()) {
            callsAreAnswered(channel(context));
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
            assertThat(transport(context, KnownClient.GRPC_CLIENT)).isEqualTo(Transport.VCL);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void theClientUsesVclWithTls() throws Exception {
        Server server = kernelServer()
                .sslContext(GrpcSslContexts.configure(io.netty.handler.ssl.SslContextBuilder.forServer(
                                KeyStores.keys(KeyStores.create(directory))))
                        .build())
                .build()
                .start();
        try (ConfigurableApplicationContext context = client(server.getPort())
                .property("spring.grpc.client.channel.words.ssl.enabled=true")
                .property("spring.grpc.client.channel.words.bypass-certificate-validation=true")
                .run()) {
            callsAreAnswered(channel(context));
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.VCL);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void aDestinationOfTheKernelIsLeftToIt() throws Exception {
        Server server = kernelServer().build().start();
        try (ConfigurableApplicationContext context = client(server.getPort())
                .property("vcl.client.kernel-destinations=" + Place.kernel())
                .run()) {
            callsAreAnswered(channel(context));
            context.getBean(Channels.class).hasOnlyOutbound(VclTransport.KERNEL);
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void theClientIsLeftToTheKernelByItsProperty() throws Exception {
        Server server = kernelServer().build().start();
        try (ConfigurableApplicationContext context = client(server.getPort())
                .property("vcl.client.grpc.enabled=false")
                .run()) {
            callsAreAnswered(channel(context));
            context.getBean(Channels.class).hasNoOutbound();
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void aUnixDomainSocketIsTheKernels() throws Exception {
        Path socket = directory.resolve("grpc.sock");
        try (ConfigurableApplicationContext context = service()
                .property("spring.grpc.server.netty.domain-socket-path=" + socket)
                .using("grpc.client")
                .with(PlainText.class)
                .property("spring.grpc.client.channel.words.target=unix:" + socket)
                .run()) {
            callsAreAnswered(channel(context));
            assertThat(context.getBean(Channels.class).inbound()).isEmpty();
            context.getBean(Channels.class).hasNoOutbound();
            assertThat(transport(context, KnownClient.GRPC_SERVER)).isEqualTo(Transport.KERNEL);
        }
    }

    @Test
    void aRefusedConnectionIsUnavailable() throws Exception {
        try (ConfigurableApplicationContext context =
                client(GatewayTests.closedPort()).run()) {
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() ->
                            ClientCalls.blockingUnaryCall(channel(context), Words.UNARY, CallOptions.DEFAULT, "a"))
                    .satisfies(
                            failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
                    .withRootCauseInstanceOf(ConnectException.class);
        }
    }

    private static void callsAreAnswered(Channel channel) throws Exception {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS);
        assertThat(ClientCalls.blockingUnaryCall(channel, Words.UNARY, options, "vcl"))
                .isEqualTo("VCL");
        List<String> letters = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(channel, Words.DOWN, options, "vpp")
                .forEachRemaining(letters::add);
        assertThat(letters).containsExactly("v", "p", "p");
        assertThat(sent(out -> ClientCalls.asyncClientStreamingCall(channel.newCall(Words.UP, options), out)))
                .containsExactly("ab");
        assertThat(sent(out -> ClientCalls.asyncBidiStreamingCall(channel.newCall(Words.BOTH, options), out)))
                .containsExactly("a", "b");
    }

    private static List<String> sent(java.util.function.UnaryOperator<StreamObserver<String>> call) throws Exception {
        List<String> answers = new ArrayList<>();
        CompletableFuture<List<String>> all = new CompletableFuture<>();
        StreamObserver<String> in = call.apply(new StreamObserver<>() {
            @Override
            public void onNext(String answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable failure) {
                all.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                all.complete(answers);
            }
        });
        in.onNext("a");
        in.onNext("b");
        in.onCompleted();
        return all.get(60, TimeUnit.SECONDS);
    }

    private static NettyServerBuilder kernelServer() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(Place.kernel(), 0))
                .addService(new Words());
    }

    private static Applications server() {
        return service().property("spring.grpc.server.port=0");
    }

    private static Applications service() {
        return Applications.none().using("grpc.server").with(Service.class);
    }

    private static Applications client(int port) {
        return Applications.none()
                .using("grpc.client")
                .property("spring.grpc.client.channel.words.target=static://" + Place.kernel() + ":" + port);
    }

    private static Channel channel(ConfigurableApplicationContext context) {
        return context.getBean(GrpcChannelFactory.class).createChannel("words");
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getBean(GrpcServerLifecycle.class).getPort();
    }

    private static Transport transport(ConfigurableApplicationContext context, KnownClient client) {
        return context.getBean(VclClientReport.class).client(client).transport();
    }

    @Configuration(proxyBeanMethods = false)
    static class Service {

        @Bean
        Words words() {
            return new Words();
        }
    }

    /** For a unix domain socket Spring's factory leaves the credentials out that say so. */
    @Configuration(proxyBeanMethods = false)
    static class PlainText {

        @Bean
        GrpcChannelBuilderCustomizer<NettyChannelBuilder> plainText() {
            return (name, builder) -> builder.usePlaintext();
        }
    }
}
