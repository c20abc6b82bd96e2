/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample;

import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.option.VclChannelOption;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.annotation.Value;
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

/** A JVM of its own whose one WebClient calls all that it is told to, and says by what each call went. */
public final class OneWebClient {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private OneWebClient() {}

    /**
     * Runs it.
     *
     * @param args properties, and after {@code --} what to call
     */
    public static void main(String[] args) {
        int end = Arrays.asList(args).indexOf("--");
        String[] properties = Arrays.copyOf(args, end);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(properties)) {
            DisposableServer local = HttpServer.create()
                    .bindAddress(Application::socket)
                    .runOn(context.getBean(VclLoopResources.class))
                    .handle((request, response) -> response.sendString(Mono.just("by its file")))
                    .bindNow(PATIENCE);
            if (!context.getBean(VppcomLibrary.class).needsVpp()) {
                // the loopback would ask the host's own network for VPP's addresses
                throw new IllegalStateException("This is for a real VPP");
            }
            WebClient client = context.getBean(WebClient.Builder.class).build();
            for (int i = end + 1; i < args.length; i++) {
                System.out.println(
                        "RESULT " + args[i] + " " + call(context.getBean(Application.class), client, args[i]));
            }
            local.disposeNow(PATIENCE);
        }
    }

    private static String call(Application application, WebClient client, String uri) {
        application.last.set("none");
        try {
            String body =
                    client.get().uri(uri).retrieve().bodyToMono(String.class).block(PATIENCE);
            return application.last.get() + " " + String.valueOf(body).strip();
        } catch (RuntimeException e) {
            return application.last.get() + " failed: " + e;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        final AtomicReference<String> last = new AtomicReference<>();

        static DomainSocketAddress socket() {
            return new DomainSocketAddress(new File("one-web-client.socket").getAbsoluteFile());
        }

        /** An address without a host is the file's. */
        @Bean
        ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> unixDomainSocket() {
            return builder -> builder.withHttpClientCustomizer(client -> client.remoteAddress(Application::socket)
                    .doOnConnected(connection -> last.set(transport(connection.channel()))));
        }

        @Bean
        ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> options(
                @Value("${test.mss:0}") int mss, @Value("${test.dscp:0}") int dscp) {
            return builder -> mss == 0
                    ? builder
                    : builder.withHttpClientCustomizer(client ->
                            client.option(VclChannelOption.TCP_USER_MSS, mss).option(VclChannelOption.DSCP, dscp));
        }

        private static String transport(Channel channel) {
            return channel instanceof DomainSocketChannel
                    ? "UNIX"
                    : ((VclSocketChannel) channel).transport().name();
        }
    }
}
