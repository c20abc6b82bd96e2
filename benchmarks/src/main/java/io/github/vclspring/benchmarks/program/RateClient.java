/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.benchmarks.program;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.netty.resources.LoopResources;

/**
 * Requests at a fixed rate. A request's time begins when it was due, not when it was sent: a server that stalls does not hide the requests that had to
 * wait (coordinated omission).
 */
final class RateClient {

    private final Settings settings;
    private final LoadSettings load;
    private final RequestWriter log;
    private final List<Connection> connections = new ArrayList<>();
    private final long nanosPerRequest;
    private long next;

    private RateClient(Settings settings, LoadSettings load) {
        this.settings = settings;
        this.load = load;
        log = new RequestWriter(load.log());
        nanosPerRequest = TimeUnit.SECONDS.toNanos(1) / load.rate();
    }

    static Runnable start(Settings settings) {
        LoopResources loops = Loops.of(settings);
        RateClient client = new RateClient(settings, LoadSettings.read());
        client.connect(loops);
        return () -> {
            client.log.close();
            Loops.stop(loops);
        };
    }

    private void connect(LoopResources loops) {
        EventLoopGroup group = loops.onClient(true);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(loops.onChannelClass(SocketChannel.class, group))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new Connection(channel));
                    }
                });
        for (int i = 0; i < load.connections(); i++) {
            Channel channel =
                    bootstrap.connect(settings.address()).syncUninterruptibly().channel();
            connections.add(channel.pipeline().get(Connection.class));
        }
        EventLoop loop = connections.get(0).channel.eventLoop();
        next = System.nanoTime();
        loop.execute(() -> sendWhatIsDue(loop));
    }

    private void sendWhatIsDue(EventLoop loop) {
        long now = System.nanoTime();
        for (; next <= now; next += nanosPerRequest) {
            connections.get((int) (next / nanosPerRequest % connections.size())).due(next);
        }
        loop.schedule(() -> sendWhatIsDue(loop), next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private final class Connection extends SimpleChannelInboundHandler<HttpObject> {

        private final Channel channel;
        private final Deque<Long> waiting = new ArrayDeque<>();
        private boolean busy;
        private long begin;

        Connection(Channel channel) {
            this.channel = channel;
        }

        void due(long time) {
            if (busy) {
                waiting.add(time);
            } else {
                send(time);
            }
        }

        private void send(long time) {
            busy = true;
            begin = time;
            DefaultFullHttpRequest request =
                    new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, load.path());
            request.headers().set(HttpHeaderNames.HOST, "benchmark");
            channel.writeAndFlush(request, channel.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof LastHttpContent) {
                log.add(begin, true);
                busy = false;
                Long time = waiting.poll();
                if (time != null) {
                    send(time);
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            log.add(System.nanoTime(), false);
        }
    }
}
