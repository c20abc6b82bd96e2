/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;

/** Keeps a number of connections open until the time is over. */
final class ExchangeClient {

    /** Connects that are under way at once. */
    private static final int MAX_CONNECTING = 50;

    private final Settings settings;
    private final Connections connections;
    private final Transport transport;
    private final InetSocketAddress server;
    private final Semaphore open;
    private final Semaphore connecting = new Semaphore(MAX_CONNECTING);

    ExchangeClient(Settings settings, Transport transport, InetSocketAddress server, Connections connections) {
        this.settings = settings;
        this.transport = transport;
        this.server = server;
        this.connections = connections;
        open = new Semaphore(settings.connections());
        connections.onEnd(open::release);
    }

    /** Connects until the time is over, and waits until the last connection has ended. */
    void run() throws InterruptedException {
        long deadline = System.nanoTime() + settings.duration().toNanos();
        for (int id = 0; System.nanoTime() - deadline < 0; id++) {
            open.acquire();
            connecting.acquire();
            connect(settings.header(id));
        }
        open.acquire(settings.connections());
    }

    private void connect(Header header) {
        new Bootstrap()
                .group(transport.group())
                .channelFactory(transport.clients())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(Exchange.client(channel, header, connections));
                    }
                })
                .connect(server)
                .addListener((ChannelFutureListener) connect -> {
                    connecting.release();
                    Exchange exchange = connect.channel().pipeline().get(Exchange.class);
                    if (!connect.isSuccess() && exchange != null) {
                        exchange.connectFailed(connect.cause());
                    }
                });
    }
}
