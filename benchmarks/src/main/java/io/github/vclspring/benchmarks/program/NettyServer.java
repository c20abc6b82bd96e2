/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import reactor.netty.resources.LoopResources;

/** Netty without an HTTP codec: whatever request ends, it answers with the same bytes. Shows the transport and little else. */
final class NettyServer {

    private NettyServer() {}

    static Runnable start(Settings settings) {
        LoopResources loops = Loops.of(settings);
        EventLoopGroup group = loops.onServer(true);
        FixedAnswer handler = new FixedAnswer();
        new ServerBootstrap()
                .group(group)
                .channel(loops.onChannelClass(ServerSocketChannel.class, group))
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler);
                    }
                })
                .bind(settings.address())
                .syncUninterruptibly();
        return () -> Loops.stop(loops);
    }

    @Sharable
    private static final class FixedAnswer extends ChannelInboundHandlerAdapter {

        private static final int END = 0x0d0a0d0a;

        private final ByteBuf answer;

        FixedAnswer() {
            byte[] bytes = Answer.bytes();
            answer = Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
        }

        /** Clients do not pipeline here, so a request ends where a read ends with an empty line. */
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf request = (ByteBuf) message;
            boolean complete = request.readableBytes() >= 4 && request.getInt(request.writerIndex() - 4) == END;
            request.release();
            if (complete) {
                context.write(answer.duplicate(), context.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
