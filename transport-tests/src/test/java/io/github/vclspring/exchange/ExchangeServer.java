/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;

/** Accepts connections, and does what their headers say. */
final class ExchangeServer {

    private final Channel channel;

    /**
     * Starts to listen.
     *
     * @param transport event loops and channels
     * @param address where to listen
     * @param connections where accepted connections are noted
     */
    ExchangeServer(Transport transport, String address, Connections connections) {
        channel = new ServerBootstrap()
                .group(transport.group())
                .channelFactory(transport.servers())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new HeaderDecoder(), Exchange.server(accepted, connections));
                    }
                })
                .bind(address, 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }
}
