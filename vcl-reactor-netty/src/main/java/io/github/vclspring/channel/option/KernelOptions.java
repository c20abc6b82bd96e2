/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel.option;

import io.github.vclspring.Internal;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps the options of a stream channel to those of a kernel socket. */
@Internal
public final class KernelOptions {

    private static final int IPPROTO_TCP = 6;

    // netinet/tcp.h
    private static final int TCP_MAXSEG = 2;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_USER_TIMEOUT = 18;

    private static final Map<ChannelOption<?>, Setter> SETTERS = Map.ofEntries(
            Map.entry(ChannelOption.TCP_NODELAY, (s, v) -> s.setTcpNoDelay((Boolean) v)),
            Map.entry(ChannelOption.SO_KEEPALIVE, (s, v) -> s.setKeepAlive((Boolean) v)),
            Map.entry(ChannelOption.SO_REUSEADDR, (s, v) -> s.setReuseAddress((Boolean) v)),
            Map.entry(ChannelOption.SO_LINGER, (s, v) -> s.setSoLinger((Integer) v)),
            Map.entry(ChannelOption.SO_SNDBUF, (s, v) -> s.setSendBufferSize((Integer) v)),
            Map.entry(ChannelOption.SO_RCVBUF, (s, v) -> s.setReceiveBufferSize((Integer) v)),
            Map.entry(ChannelOption.IP_TOS, (s, v) -> s.setTrafficClass((Integer) v)),
            Map.entry(VclChannelOption.DSCP, (s, v) -> s.setTrafficClass((Integer) v << 2)),
            Map.entry(VclChannelOption.TCP_USER_MSS, tcp(TCP_MAXSEG)),
            Map.entry(EpollChannelOption.TCP_KEEPIDLE, tcp(TCP_KEEPIDLE)),
            Map.entry(EpollChannelOption.TCP_KEEPINTVL, tcp(TCP_KEEPINTVL)),
            Map.entry(EpollChannelOption.TCP_KEEPCNT, tcp(TCP_KEEPCNT)),
            Map.entry(EpollChannelOption.TCP_USER_TIMEOUT, tcp(TCP_USER_TIMEOUT)));

    private KernelOptions() {}

    @FunctionalInterface
    private interface Setter {
        void set(Socket socket, Object value) throws IOException;
    }

    private static Setter tcp(int name) {
        return (socket, value) -> socket.setIntOpt(IPPROTO_TCP, name, (Integer) value);
    }

    /**
     * Sets an option that the kernel has. Others are the channel's own and are ignored.
     *
     * @throws ChannelException if the kernel refuses the value, as in Netty's own channels
     */
    public static void set(Socket socket, ChannelOption<?> option, Object value) {
        Setter setter = SETTERS.get(option);
        if (setter != null && socket.isOpen()) {
            try {
                setter.set(socket, value);
            } catch (IOException | ChannelException e) {
                throw new ChannelException("The kernel refuses " + option + " = " + value, e);
            }
        }
    }

    /** Returns the actual buffer sizes, or null for options that only the channel knows. */
    public static @Nullable Object get(Socket socket, ChannelOption<?> option) {
        if (!socket.isOpen()) {
            return null;
        }
        try {
            if (option.equals(ChannelOption.SO_SNDBUF)) {
                return socket.getSendBufferSize();
            }
            return option.equals(ChannelOption.SO_RCVBUF) ? socket.getReceiveBufferSize() : null;
        } catch (IOException e) {
            throw new ChannelException("Cannot ask for " + option, e);
        }
    }
}
