/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.sample.chain;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The gRPC endpoint once more, over the kernel and on the host's loopback: to compare. Off unless
 * {@code sample.chain.kernel-port} is set.
 */
@Component
@Profile("chain")
@ConditionalOnProperty("sample.chain.kernel-port")
class GrpcKernelTwin implements SmartLifecycle {

    private final Greetings greetings;
    private final InetSocketAddress address;
    private @Nullable Server server;

    GrpcKernelTwin(Greetings greetings, ChainProperties properties) {
        this.greetings = greetings;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), properties.kernelPort());
    }

    @Override
    public void start() {
        try {
            server = NettyServerBuilder.forAddress(address)
                    .addService(new GreeterService("kernel", greetings))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("No gRPC server over the kernel at " + address, e);
        }
    }

    @Override
    public void stop() {
        Server present = server;
        if (present != null) {
            present.shutdownNow();
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }
}
