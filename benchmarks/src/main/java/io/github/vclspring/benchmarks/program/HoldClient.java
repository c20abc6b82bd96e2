/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import reactor.netty.resources.LoopResources;

/** Opens connections, makes one request on each, and holds them. It is ready when all are answered. */
final class HoldClient {

    /** A listener's queue must not overflow. */
    private static final int OPENING = 64;

    private HoldClient() {}

    static Runnable start(Settings settings) {
        LoadSettings load = LoadSettings.read();
        LoopResources loops = Loops.of(settings);
        EventLoopGroup group = loops.onClient(true);
        Semaphore opening = new Semaphore(OPENING);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(loops.onChannelClass(SocketChannel.class, group))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new OneRequest(load.path(), opening));
                    }
                });
        for (int i = 0; i < load.connections(); i++) {
            opening.acquireUninterruptibly();
            bootstrap.connect(settings.address()).addListener(connected -> {
                if (!connected.isSuccess()) {
                    connected.cause().printStackTrace();
                    System.exit(1);
                }
            });
        }
        opening.acquireUninterruptibly(OPENING);
        return () -> Loops.stop(loops);
    }

    private static final class OneRequest extends ChannelInboundHandlerAdapter {

        private final byte[] request;
        private final Semaphore opening;
        private boolean answered;

        OneRequest(String path, Semaphore opening) {
            request = ("GET " + path + " HTTP/1.1\r\nhost: benchmark\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            this.opening = opening;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(request), context.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            if (!answered) {
                answered = true;
                opening.release();
            }
        }
    }
}
