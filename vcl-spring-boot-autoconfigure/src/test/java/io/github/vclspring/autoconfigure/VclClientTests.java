/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.resources.VclLoopResources;
import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The auto-configured WebClient, and what carries its connections. */
class VclClientTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    @Test
    void oneWebClientReachesVclTheKernelAndAUnixDomainSocket() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--vcl.mode=loopback",
                        "--vcl.worker.count=2",
                        "--vcl.client.kernel-destinations=192.0.2.0/24,localhost",
                        "--spring.reactor.netty.shutdown-quiet-period=0s")) {
            VclLoopResources loops = context.getBean(VclLoopResources.class);
            DisposableServer tcp = serve(HttpServer.create().host("127.0.0.1").port(0), loops, "by TCP");
            DisposableServer local =
                    serve(HttpServer.create().bindAddress(VclClientTests::socket), loops, "by its file");
            WebClient client = context.getBean(WebClient.Builder.class).build();

            assertThat(get(client, "http://127.0.0.1:" + tcp.port() + "/")).isEqualTo("by TCP");
            assertThat(get(client, "http://localhost:" + tcp.port() + "/")).isEqualTo("by TCP");
            assertThat(get(client, "/")).isEqualTo("by its file");
            assertThat(context.getBean(Application.class).transports).containsExactly("VCL", "KERNEL", "UNIX");

            tcp.disposeNow(PATIENCE);
            local.disposeNow(PATIENCE);
        }
    }

    private static DomainSocketAddress socket() {
        return new DomainSocketAddress(directory.resolve("socket").toFile());
    }

    private static DisposableServer serve(HttpServer server, VclLoopResources loops, String answer) {
        return server.runOn(loops)
                .handle((request, response) -> response.sendString(Mono.just(answer)))
                .bindNow(PATIENCE);
    }

    private static String get(WebClient client, String uri) {
        return client.get().uri(uri).retrieve().bodyToMono(String.class).block(PATIENCE);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        final List<String> transports = new CopyOnWriteArrayList<>();

        /** An address without a host is the file's. */
        @Bean
        ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> unixDomainSocket() {
            return builder -> builder.withHttpClientCustomizer(client -> client.remoteAddress(VclClientTests::socket)
                    .doOnConnected(connection -> transports.add(transport(connection.channel()))));
        }

        private static String transport(Channel channel) {
            return channel instanceof DomainSocketChannel
                    ? "UNIX"
                    : ((VclSocketChannel) channel).transport().name();
        }
    }
}
