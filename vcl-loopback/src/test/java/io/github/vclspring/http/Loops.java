/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.config.KernelDestinations;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.netty.http.client.HttpClient;

/** Event loops of a test class, over the loopback: all clients and servers share them, and differ in what carries a client. */
final class Loops implements BeforeAllCallback, AfterAllCallback {

    private static final Collection<String> EVERYTHING = List.of("0.0.0.0/0", "::/0");

    private final int workers;
    private VclConfig config;
    private VppcomLibrary library;
    private VclLoopResources vcl;
    private VclLoopResources kernel;

    Loops(int workers) {
        this.workers = workers;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        config = VclConfig.builder().appName("http-tests").workers(workers).build();
        library = Vcl.load(Vcl.LOOPBACK, null);
        vcl = VclLoopResources.create("http-tests", config, library);
        kernel = with(EVERYTHING);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // what the last test has closed may still be on its way
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(open()).as("sessions left open").isZero());
        kernel.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(15));
        vcl.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(15));
        assertThat(VclApplication.current()).isEmpty();
    }

    private long open() {
        return vcl.application().workers().stream()
                .mapToLong(worker -> worker.stats().openSessions)
                .sum();
    }

    /** The loops, for servers, which are always VCL's, and for clients over VCL. */
    VclLoopResources vcl() {
        return vcl;
    }

    /** The loops, whose clients' connections are carried by {@code transport}. */
    VclLoopResources over(VclTransport transport) {
        return transport == VclTransport.VCL ? vcl : kernel;
    }

    /** The same loops with other destinations; to be disposed of. */
    VclLoopResources with(Collection<String> kernelDestinations) {
        return VclLoopResources.create("http-tests", config, library, KernelDestinations.of(kernelDestinations));
    }

    /** A client that remembers by what its last connection is carried. */
    static HttpClient watched(HttpClient client, AtomicReference<VclTransport> last) {
        return client.doOnConnected(connection -> last.set(transport(connection.channel())));
    }

    /** By what a channel, or that of which it is a stream, is carried. */
    static VclTransport transport(Channel channel) {
        Channel root = channel;
        while (!(root instanceof VclSocketChannel) && root.parent() != null) {
            root = root.parent();
        }
        return ((VclSocketChannel) root).transport();
    }
}
