/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A process of its own with many kernel sockets, which does the next thing at each line that it is sent. */
final class ManyClients implements AutoCloseable {

    /** Connects that are under way at once. */
    private static final int BATCH = 50;

    private static final int ROUNDS = 2;

    private final Process process;
    private final BufferedReader output;

    private ManyClients(Process process) {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts to connect to the servers in turn. */
    static ManyClients start(int count, List<Channel> servers) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ManyClients.class.getName(),
                Integer.toString(count)));
        for (Channel server : servers) {
            InetSocketAddress address = (InetSocketAddress) server.localAddress();
            command.add(address.getAddress().getHostAddress());
            command.add(Integer.toString(address.getPort()));
        }
        return new ManyClients(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits until it says so. */
    void await(String word) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line; (line = output.readLine()) != null; ) {
            if (line.equals(word)) {
                return;
            }
            said.append(line).append('\n');
        }
        throw new IOException("The clients ended before they were " + word + ":\n" + said);
    }

    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The other process. */
    public static void main(String[] args) throws IOException {
        Semaphore echoed = new Semaphore(0);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Bootstrap bootstrap =
                new Bootstrap().group(loops).channel(EpollSocketChannel.class).handler(new Counter(echoed));
        int count = Integer.parseInt(args[0]);
        List<InetSocketAddress> servers = new ArrayList<>();
        for (int i = 1; i < args.length; i += 2) {
            servers.add(new InetSocketAddress(args[i], Integer.parseInt(args[i + 1])));
        }
        List<Channel> clients = new ArrayList<>();
        while (clients.size() < count) {
            List<ChannelFuture> batch = new ArrayList<>();
            for (int i = 0; i < Math.min(BATCH, count - clients.size()); i++) {
                batch.add(bootstrap.connect(servers.get((clients.size() + i) % servers.size())));
            }
            batch.forEach(connect -> clients.add(connect.syncUninterruptibly().channel()));
        }
        say("connected");
        for (int round = 0; round < ROUNDS; round++) {
            for (Channel client : clients) {
                client.writeAndFlush(Unpooled.copyLong(round));
            }
            echoed.acquireUninterruptibly(count);
        }
        say("echoed");
        clients.forEach(Channel::close);
        clients.forEach(client -> client.closeFuture().syncUninterruptibly());
        say("closed");
        System.exit(0);
    }

    private static void say(String word) throws IOException {
        System.out.println(word);
        System.out.flush();
        if (!word.equals("closed") && System.in.read() < 0) {
            System.exit(1);
        }
    }

    @ChannelHandler.Sharable
    private static final class Counter extends SimpleChannelInboundHandler<ByteBuf> {

        private final Semaphore echoed;

        Counter(Semaphore echoed) {
            this.echoed = echoed;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
            // eight bytes come in one piece
            echoed.release();
        }
    }
}
