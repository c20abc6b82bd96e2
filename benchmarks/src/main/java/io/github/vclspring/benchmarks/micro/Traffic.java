/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.micro;

import io.github.vclspring.config.VclConfig;
import io.github.vclspring.resources.VclLoopResources;
import io.github.vclspring.vppcom.library.Vcl;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Connections of one event loop to itself, over the loopback: what is measured is one thread's, and all of it. */
final class Traffic implements AutoCloseable {

    private static final int READ_SIZE = 1024;

    private final VclLoopResources loops = VclLoopResources.create(
            "jmh", VclConfig.builder().appName("jmh").workers(1).build(), Vcl.load(Vcl.LOOPBACK, null));
    private final Semaphore done = new Semaphore(0);
    private final List<Client> clients = new ArrayList<>();
    private int missing;

    /**
     * Opens connections.
     *
     * @param connections how many
     * @param echo whether the server sends back what it reads
     */
    Traffic(int connections, boolean echo) {
        EventLoopGroup group = loops.onServer(true);
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(loops.onChannelClass(ServerSocketChannel.class, group))
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_SIZE))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(echo ? new Echo() : new Sink());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        for (int i = 0; i < connections; i++) {
            Client client = new Client();
            new Bootstrap()
                    .group(group)
                    .channel(loops.onChannelClass(SocketChannel.class, group))
                    .handler(client)
                    .connect(server.localAddress())
                    .syncUninterruptibly();
            clients.add(client);
        }
    }

    /** Sends a byte back and forth on all connections at the same time, so many times on each. */
    void roundTrips(int times) {
        run(() -> {
            missing = clients.size();
            for (Client client : clients) {
                client.left = times;
                client.send();
            }
        });
    }

    /**
     * Writes to the first connection, and waits until the server has read all.
     *
     * @param times how often it is flushed
     * @param buffers how many at a time
     * @param size bytes of each
     */
    void write(int times, int buffers, int size) {
        run(() -> {
            missing = times * buffers * size;
            ChannelHandlerContext context = clients.get(0).context();
            for (int i = 0; i < times; i++) {
                for (int j = 0; j < buffers; j++) {
                    context.write(context.alloc().directBuffer(size).writeZero(size), context.voidPromise());
                }
                context.flush();
            }
        });
    }

    private void run(Runnable task) {
        loops.onServer(true).execute(task);
        done.acquireUninterruptibly();
    }

    private void arrived(int count) {
        missing -= count;
        if (missing == 0) {
            done.release();
        }
    }

    @Override
    public void close() {
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block(Duration.ofSeconds(10));
    }

    private final class Client extends ChannelInboundHandlerAdapter {

        private @Nullable ChannelHandlerContext context;
        private int left;

        ChannelHandlerContext context() {
            if (context == null) {
                throw new IllegalStateException("not connected");
            }
            return context;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        void send() {
            ChannelHandlerContext to = context();
            to.writeAndFlush(to.alloc().directBuffer(1).writeByte(1), to.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext ignored, Object message) {
            ((ByteBuf) message).release();
            if (--left > 0) {
                send();
            } else {
                arrived(1);
            }
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message, context.voidPromise());
        }
    }

    private final class Sink extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            int count = bytes.readableBytes();
            bytes.release();
            arrived(count);
        }
    }
}
