/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.exchange;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.config.VclOption;
import io.github.vclspring.eventloop.VclEventLoopGroup;
import io.github.vclspring.vppcom.library.Vcl;
import io.github.vclspring.vpptest.NamespaceTests;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The event loops and channels that a program uses. */
final class Transport {

    /** What the channels are made of. */
    enum Type {
        /** VCL over a VPP. */
        VPP,
        /** VCL over the embedded loopback. */
        LOOPBACK,
        /** Netty's epoll. */
        KERNEL
    }

    static final int LOOPS = 2;

    /** Room for hundreds of connections with fifos of 256 KiB. */
    private static final long SEGMENT_SIZE = 512L << 20;

    private final Type type;
    private final VclApplication application;
    private final EventLoopGroup group;

    /**
     * Starts the event loops.
     *
     * @param type what the channels are made of
     * @param fifo bytes of a fifo of VPP
     */
    Transport(Type type, int fifo) {
        this.type = type;
        DefaultThreadFactory threads = new DefaultThreadFactory("exchange", true);
        if (type == Type.KERNEL) {
            application = null;
            group = new MultiThreadIoEventLoopGroup(LOOPS, threads, EpollIoHandler.newFactory());
        } else {
            application = acquire(type, fifo);
            group = new VclEventLoopGroup(application, threads);
        }
    }

    /** The process's application. */
    static VclApplication acquire(Type type, int fifo) {
        VclConfig.Builder config = VclConfig.builder().appName("exchange").workers(LOOPS);
        if (type == Type.LOOPBACK) {
            return VclApplication.acquire(config.build(), Vcl.load(Vcl.LOOPBACK, null));
        }
        config.set(VclOption.APP_SOCKET_API, System.getProperty(NamespaceTests.APP_SOCKET))
                .set(VclOption.APP_SCOPE_LOCAL, true)
                .set(VclOption.SEGMENT_SIZE, SEGMENT_SIZE)
                .set(VclOption.ADD_SEGMENT_SIZE, SEGMENT_SIZE)
                .set(VclOption.RX_FIFO_SIZE, fifo)
                .set(VclOption.TX_FIFO_SIZE, fifo);
        String library = System.getProperty(NamespaceTests.LIBRARY_PATH);
        return VclApplication.acquire(config.build(), Vcl.load(Vcl.VPP, library == null ? null : Path.of(library)));
    }

    EventLoopGroup group() {
        return group;
    }

    ChannelFactory<ServerSocketChannel> servers() {
        return type == Type.KERNEL ? EpollServerSocketChannel::new : VclServerSocketChannel::new;
    }

    ChannelFactory<SocketChannel> clients() {
        return type == Type.KERNEL ? EpollSocketChannel::new : VclSocketChannel::new;
    }

    /** Writes that went on although VPP had not reported that there was room. */
    long rescues() {
        return application == null
                ? 0
                : application.workers().stream()
                        .mapToLong(worker -> worker.stats().rescues)
                        .sum();
    }

    /** Ends the event loops in order: VPP may crash on replies of an application that vanishes. */
    void close() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        if (application != null) {
            application.release();
        }
    }
}
