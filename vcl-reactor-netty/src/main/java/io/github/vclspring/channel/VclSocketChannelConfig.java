/* SPDX-License-Identifier: Apache-2.0 */
package io.github.vclspring.channel;

import io.github.vclspring.channel.option.KernelOptions;
import io.github.vclspring.channel.option.VclChannelConfig;
import io.github.vclspring.channel.option.VclChannelOption;
import io.github.vclspring.session.VclSession;
import io.github.vclspring.vppcom.VppcomAttr;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.unix.Socket;
import io.netty.util.internal.PlatformDependent;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link VclSocketChannel}. They are stored until it connects, and then applied to its socket.
 *
 * <table border="1">
 * <caption>Options</caption>
 * <tr><th>Option</th><th>Over VCL</th><th>Over the kernel</th></tr>
 * <tr><td>{@link ChannelOption#ALLOW_HALF_CLOSURE}</td><td>works, except between two applications on one VPP</td>
 * <td>works</td></tr>
 * <tr><td>{@link ChannelOption#SO_LINGER}</td><td>0 resets on close, since VPP 26.02; otherwise only stored</td>
 * <td>works</td></tr>
 * <tr><td>{@link VclChannelOption#TCP_USER_MSS}</td><td>works, also for accepted connections</td><td>works</td></tr>
 * <tr><td>{@link VclChannelOption#DSCP}</td><td>only stored: VPP's TCP ignores it (26.06)</td><td>works</td></tr>
 * <tr><td>{@link VclChannelOption#RX_FIFO_LENGTH}, {@link VclChannelOption#TX_FIFO_LENGTH}</td><td>read-only</td>
 * <td>read-only, 0</td></tr>
 * <tr><td>{@link ChannelOption#TCP_NODELAY}, {@link ChannelOption#SO_KEEPALIVE}, {@link ChannelOption#SO_REUSEADDR},
 * {@link ChannelOption#SO_SNDBUF}, {@link ChannelOption#SO_RCVBUF}, {@link ChannelOption#IP_TOS},
 * {@link EpollChannelOption#TCP_KEEPIDLE}, {@link EpollChannelOption#TCP_KEEPINTVL},
 * {@link EpollChannelOption#TCP_KEEPCNT}, {@link EpollChannelOption#TCP_USER_TIMEOUT}</td>
 * <td>only stored</td><td>works</td></tr>
 * </table>
 */
public final class VclSocketChannelConfig extends VclChannelConfig<VclSocketChannelConfig>
        implements SocketChannelConfig {

    private static final int UNSET = -1;

    private static final Map<ChannelOption<?>, Object> DEFAULTS = Map.ofEntries(
            Map.entry(ChannelOption.ALLOW_HALF_CLOSURE, false),
            Map.entry(ChannelOption.TCP_NODELAY, PlatformDependent.canEnableTcpNoDelayByDefault()),
            Map.entry(ChannelOption.SO_KEEPALIVE, false),
            Map.entry(ChannelOption.SO_REUSEADDR, false),
            Map.entry(ChannelOption.SO_LINGER, UNSET),
            Map.entry(ChannelOption.SO_SNDBUF, 0),
            Map.entry(ChannelOption.SO_RCVBUF, 0),
            Map.entry(ChannelOption.IP_TOS, 0),
            Map.entry(VclChannelOption.TCP_USER_MSS, UNSET),
            Map.entry(VclChannelOption.DSCP, UNSET),
            Map.entry(VclChannelOption.RX_FIFO_LENGTH, 0),
            Map.entry(VclChannelOption.TX_FIFO_LENGTH, 0),
            Map.entry(EpollChannelOption.TCP_KEEPIDLE, UNSET),
            Map.entry(EpollChannelOption.TCP_KEEPINTVL, UNSET),
            Map.entry(EpollChannelOption.TCP_KEEPCNT, UNSET),
            Map.entry(EpollChannelOption.TCP_USER_TIMEOUT, UNSET));

    private record Range(int least, int most) {}

    private static final Map<ChannelOption<?>, Range> RANGES = Map.of(
            VclChannelOption.DSCP,
            new Range(0, 63),
            // the kernel's bounds; VPP accepts any value, and with 0 never sends again
            VclChannelOption.TCP_USER_MSS,
            new Range(88, 32_767));

    private static final Set<ChannelOption<?>> READ_ONLY =
            Set.of(VclChannelOption.RX_FIFO_LENGTH, VclChannelOption.TX_FIFO_LENGTH);

    private static final Set<ChannelOption<?>> BEFORE_CONNECT = Set.of(VclChannelOption.DSCP);

    private final VclSocketChannel vclChannel;

    VclSocketChannelConfig(VclSocketChannel channel) {
        super(channel, DEFAULTS);
        vclChannel = channel;
    }

    @Override
    protected void autoReadCleared() {
        vclChannel.autoReadCleared();
    }

    /** Applies the options that VPP supports before a connect. */
    void applyBeforeConnect(VclSession session) {
        apply(session, VppcomAttr.SET_DSCP, VclChannelOption.DSCP);
    }

    /** Applies the options that VPP supports for a connection. */
    void applyToConnection(VclSession session) {
        apply(session, VppcomAttr.SET_TCP_USER_MSS, VclChannelOption.TCP_USER_MSS);
    }

    private void apply(VclSession session, int attribute, ChannelOption<Integer> option) {
        int value = require(option);
        if (value != UNSET) {
            session.setAttribute(attribute, value);
        }
    }

    /** Applies the configured options to a kernel socket. */
    void applyTo(Socket socket) {
        KernelOptions.set(socket, ChannelOption.TCP_NODELAY, isTcpNoDelay());
        overrides().forEach((option, value) -> KernelOptions.set(socket, option, value));
    }

    @Override
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        @SuppressWarnings("unchecked")
        T inForce = isOwn(option) ? (T) vclChannel.socket().option(option) : null;
        return inForce != null ? inForce : super.getOption(option);
    }

    @Override
    protected <T> void check(ChannelOption<T> option, T value) {
        Range range = RANGES.get(option);
        if (range != null && ((Integer) value < range.least() || (Integer) value > range.most())) {
            throw new IllegalArgumentException(
                    option + " = " + value + ": must be " + range.least() + " to " + range.most());
        }
        if (READ_ONLY.contains(option)) {
            throw new ChannelException(option + " is read-only: vcl.rx-fifo-size and vcl.tx-fifo-size set the fifos");
        }
        if (BEFORE_CONNECT.contains(option) && vclChannel.isActive()) {
            throw new ChannelException(option + " can only be set before the channel is connected");
        }
    }

    @Override
    protected <T> void optionSet(ChannelOption<T> option, T value) {
        vclChannel.socket().optionSet(option, value);
    }

    @Override
    public boolean isAllowHalfClosure() {
        return require(ChannelOption.ALLOW_HALF_CLOSURE);
    }

    @Override
    public VclSocketChannelConfig setAllowHalfClosure(boolean allowHalfClosure) {
        setOption(ChannelOption.ALLOW_HALF_CLOSURE, allowHalfClosure);
        return this;
    }

    @Override
    public boolean isTcpNoDelay() {
        return require(ChannelOption.TCP_NODELAY);
    }

    @Override
    public VclSocketChannelConfig setTcpNoDelay(boolean tcpNoDelay) {
        setOption(ChannelOption.TCP_NODELAY, tcpNoDelay);
        return this;
    }

    @Override
    public boolean isKeepAlive() {
        return require(ChannelOption.SO_KEEPALIVE);
    }

    @Override
    public VclSocketChannelConfig setKeepAlive(boolean keepAlive) {
        setOption(ChannelOption.SO_KEEPALIVE, keepAlive);
        return this;
    }

    @Override
    public int getSoLinger() {
        return require(ChannelOption.SO_LINGER);
    }

    @Override
    public VclSocketChannelConfig setSoLinger(int soLinger) {
        setOption(ChannelOption.SO_LINGER, soLinger);
        return this;
    }

    @Override
    public int getSendBufferSize() {
        return vclChannel.socket().option(ChannelOption.SO_SNDBUF) instanceof Integer size
                ? size
                : require(ChannelOption.SO_SNDBUF);
    }

    @Override
    public VclSocketChannelConfig setSendBufferSize(int sendBufferSize) {
        setOption(ChannelOption.SO_SNDBUF, sendBufferSize);
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return vclChannel.socket().option(ChannelOption.SO_RCVBUF) instanceof Integer size
                ? size
                : require(ChannelOption.SO_RCVBUF);
    }

    @Override
    public VclSocketChannelConfig setReceiveBufferSize(int receiveBufferSize) {
        setOption(ChannelOption.SO_RCVBUF, receiveBufferSize);
        return this;
    }

    @Override
    public int getTrafficClass() {
        return require(ChannelOption.IP_TOS);
    }

    @Override
    public VclSocketChannelConfig setTrafficClass(int trafficClass) {
        setOption(ChannelOption.IP_TOS, trafficClass);
        return this;
    }

    @Override
    public VclSocketChannelConfig setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        return this;
    }
}
