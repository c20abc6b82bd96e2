/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.resources;

import io.github.vclspring.application.VclApplication;
import io.github.vclspring.channel.VclSocketChannel;
import io.github.vclspring.channel.VclTransport;
import io.github.vclspring.channel.datagram.VclDatagramChannel;
import io.github.vclspring.channel.server.VclServerSocketChannel;
import io.github.vclspring.config.KernelDestinations;
import io.github.vclspring.config.VclConfig;
import io.github.vclspring.vppcom.library.VppcomLibrary;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DefaultDnsServerAddressStreamProvider;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops for Reactor Netty's servers and clients over VPP. TCP goes over VCL; datagrams, if not asked
 * otherwise, and unix domain sockets stay kernel ones, on the same loops.
 *
 * <p>Give it to {@code runOn(LoopResources)}: {@code runOn(EventLoopGroup)} would choose kernel channels. Resources with the
 * same configuration share loops, because a process is one VCL application; the last one that is disposed stops them.
 */
public final class VclLoopResources implements LoopResources {

    private final SharedLoops loops;
    private final KernelDestinations kernelDestinations;
    private final VclTransport datagrams;
    private final AtomicBoolean disposed;

    private VclLoopResources(
            SharedLoops loops, KernelDestinations kernelDestinations, VclTransport datagrams, AtomicBoolean disposed) {
        this.loops = loops;
        this.kernelDestinations = kernelDestinations;
        this.datagrams = datagrams;
        this.disposed = disposed;
    }

    /**
     * Attaches to VPP and starts all loops, or shares those of the process. May block for as long as VPP takes to answer, and
     * waits up to {@link VclConfig#attachTimeout} for one that is not there yet.
     *
     * @param threadPrefix of the loops' names: {@code prefix-vcl-1} and so on
     * @throws io.github.vclspring.application.VclAttachException if VPP cannot be attached to, or if the process has
     *     loops with another configuration
     */
    public static VclLoopResources create(String threadPrefix, VclConfig config, VppcomLibrary library) {
        return create(threadPrefix, config, library, KernelDestinations.NONE);
    }

    /**
     * As {@link #create(String, VclConfig, VppcomLibrary)}, with destinations that outbound TCP connections do not go to over
     * VPP. With a library that needs VPP, the host's loopback addresses are always among them, because VPP does not reach
     * them, and so are the name servers of {@code /etc/resolv.conf}, which are asked by the kernel's UDP and, for what that
     * cuts short, by TCP. The embedded loopback is made of the kernel's own sockets, and reaches both.
     *
     * <p>Channels created by {@link VclSocketChannel#VclSocketChannel()} have the destinations of the resources that were
     * created last.
     */
    public static VclLoopResources create(
            String threadPrefix, VclConfig config, VppcomLibrary library, KernelDestinations kernelDestinations) {
        KernelDestinations all = library.needsVpp()
                ? kernelDestinations.andLoopback().and(DefaultDnsServerAddressStreamProvider.defaultAddressList())
                : kernelDestinations;
        SharedLoops loops = AttachRetry.run(config, () -> SharedLoops.acquire(threadPrefix, config, library));
        // for clients that create channels themselves, from the class
        loops.group().setKernelDestinations(all);
        return new VclLoopResources(loops, all, VclTransport.KERNEL, new AtomicBoolean());
    }

    /**
     * The same loops, with another choice for datagrams: to be given to the {@code runOn} of a {@code UdpServer} or {@code
     * UdpClient}. Over VPP datagrams have the limits that {@link VclDatagramChannel} names. Of a client of TCP that runs on
     * the result, the name resolver goes that way, too.
     *
     * @param transport what carries UDP
     * @return a view: to dispose of one of the two is to dispose of both
     */
    public VclLoopResources withDatagrams(VclTransport transport) {
        return new VclLoopResources(loops, kernelDestinations, transport, disposed);
    }

    /** The destinations that outbound TCP connections go to over the kernel. */
    public KernelDestinations kernelDestinations() {
        return kernelDestinations;
    }

    /** Returns what carries datagrams. */
    public VclTransport datagrams() {
        return datagrams;
    }

    /** The application whose workers the loops are. */
    public VclApplication application() {
        return loops.application();
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops.group();
    }

    /**
     * {@inheritDoc}
     *
     * <p>A client's connection is opened on the loop that asks for it. The loops also carry NIO's datagram channels, which
     * Reactor Netty makes for a {@code UdpServer} or {@code UdpClient} that runs on a protocol family or without {@code
     * preferNative}. A thread of its own selects for them, from the first one on.
     *
     * @throws IllegalStateException without {@code useNative} if datagrams are to go over VCL: NIO's are the kernel's
     */
    @Override
    public EventLoopGroup onClient(boolean useNative) {
        if (!useNative && datagrams == VclTransport.VCL) {
            throw new IllegalStateException(
                    "Datagrams are to go over VCL, and with a protocol family or preferNative=false Reactor Netty uses"
                            + " NIO, which is the kernel's. Use runOn(LoopResources), without a family; the address"
                            + " decides");
        }
        return loops.colocated();
    }

    @Override
    public <CHANNEL extends Channel> CHANNEL onChannel(Class<CHANNEL> channelType, EventLoopGroup group) {
        if (channelType.equals(SocketChannel.class)) {
            return channelType.cast(new VclSocketChannel(kernelDestinations));
        }
        if (channelType.equals(ServerSocketChannel.class)) {
            return channelType.cast(new VclServerSocketChannel());
        }
        if (datagrams == VclTransport.VCL && channelType.equals(DatagramChannel.class)) {
            return channelType.cast(new VclDatagramChannel());
        }
        // the loops carry epoll channels, too, and that is what this finds
        return LoopResources.super.onChannel(channelType, group);
    }

    @Override
    public <CHANNEL extends Channel> Class<? extends CHANNEL> onChannelClass(
            Class<CHANNEL> channelType, EventLoopGroup group) {
        if (channelType.equals(SocketChannel.class)) {
            return VclSocketChannel.class.asSubclass(channelType);
        }
        if (channelType.equals(ServerSocketChannel.class)) {
            return VclServerSocketChannel.class.asSubclass(channelType);
        }
        if (datagrams == VclTransport.VCL && channelType.equals(DatagramChannel.class)) {
            return VclDatagramChannel.class.asSubclass(channelType);
        }
        return LoopResources.super.onChannelClass(channelType, group);
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.defer(
                () -> disposed.compareAndSet(false, true) ? loops.release(quietPeriod, timeout) : Mono.empty());
    }

    @Override
    public boolean isDisposed() {
        return disposed.get();
    }

    @Override
    public String toString() {
        return "VclLoopResources {workers=" + loops.application().config().workers() + ", library="
                + loops.application().library().location() + '}';
    }
}
