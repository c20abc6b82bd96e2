/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.common;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.stereotype.Component;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * The same application once more, over the kernel: to compare, and to see the page while VPP is stopped. Off unless
 * {@code sample.kernel.port} is set.
 */
@Component
@ConditionalOnProperty("sample.kernel.port")
public class KernelTwin implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(KernelTwin.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpHandler handler;
    private final KernelTwinProperties properties;
    private @Nullable LoopResources loops;
    private @Nullable DisposableServer server;

    KernelTwin(HttpHandler handler, KernelTwinProperties properties) {
        this.handler = handler;
        this.properties = properties;
    }

    /** The port that it listens on, -1 while it does not. */
    public int port() {
        DisposableServer present = server;
        return present == null ? -1 : present.port();
    }

    @Override
    public void start() {
        LoopResources own = LoopResources.create("kernel-twin");
        loops = own;
        server = HttpServer.create()
                .runOn(own)
                .host(properties.address())
                .port(properties.port())
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow();
        LOG.info("The kernel serves the same on http://{}:{}", properties.address(), port());
    }

    @Override
    public void stop() {
        DisposableServer present = server;
        if (present != null) {
            present.disposeNow(TIMEOUT);
            server = null;
        }
        LoopResources own = loops;
        if (own != null) {
            own.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
            loops = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }
}
